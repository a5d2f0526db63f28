-- shop owns the tables and is what the shop's own programs log in as; debezium may read what it
-- captures, follow the log, and touch the heartbeat. Neither has a password here: whoever runs this
-- file sets one with ALTER ROLE … PASSWORD, from a secret of their own.
-- To be run by a superuser: nobody else may create a role with REPLICATION and BYPASSRLS on every version.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop') THEN
        CREATE ROLE shop LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'debezium') THEN
        CREATE ROLE debezium LOGIN REPLICATION;
    END IF;
END
$$;

ALTER TABLE public.users OWNER TO shop;
ALTER TABLE public.orders OWNER TO shop;
ALTER SCHEMA tributary OWNER TO shop;
ALTER TABLE tributary.heartbeat OWNER TO shop;
ALTER TABLE tributary.signal OWNER TO shop;

GRANT USAGE ON SCHEMA public, tributary TO debezium;
GRANT SELECT ON public.users, public.orders TO debezium;
GRANT SELECT, INSERT, UPDATE ON tributary.heartbeat TO debezium;
GRANT SELECT, INSERT, DELETE ON tributary.signal TO debezium;

-- The log has every row, whatever a policy of row-level security says, and so must what the connector reads from the tables:
-- a row that is hidden from it would be missing in the results. BYPASSRLS lets it read all rows of the tables that it may
-- read. Where that is taken away, row_security = off makes PostgreSQL report an error instead of hiding rows.
ALTER ROLE debezium BYPASSRLS;
ALTER ROLE debezium SET row_security = off;
