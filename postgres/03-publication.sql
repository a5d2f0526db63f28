-- What is captured is decided here, by the owner of the tables, and not by the connector
-- (publication.autocreate.mode=disabled): the role debezium needs no right to create anything.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'tributary') THEN
        CREATE PUBLICATION tributary FOR TABLE public.users, public.orders, tributary.heartbeat;
        ALTER PUBLICATION tributary OWNER TO shop;
    END IF;
    IF NOT EXISTS (
        SELECT FROM pg_publication_tables
        WHERE pubname = 'tributary' AND schemaname = 'tributary' AND tablename = 'signal'
    ) THEN
        ALTER PUBLICATION tributary ADD TABLE tributary.signal;
    END IF;
END
$$;
