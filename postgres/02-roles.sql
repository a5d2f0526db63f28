-- shop owns the tables and is what the shop's own programs log in as; debezium may read what it captures. shop has no password
-- here: whoever runs this file sets one with ALTER ROLE … PASSWORD, from a secret of their own.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop') THEN
        CREATE ROLE shop LOGIN;
    END IF;
END
$$;

ALTER TABLE public.users OWNER TO shop;
ALTER TABLE public.orders OWNER TO shop;
ALTER SCHEMA tributary OWNER TO shop;
ALTER TABLE tributary.heartbeat OWNER TO shop;
ALTER TABLE tributary.signal OWNER TO shop;

GRANT USAGE ON SCHEMA public TO debezium;
GRANT SELECT ON public.users, public.orders TO debezium;
