-- What belongs to Tributary itself: a schema, and the connector's role. To be run by a superuser: nobody else may create a role with
-- REPLICATION and BYPASSRLS on every version.
-- Every file in this folder can be run again: it changes nothing that is there already.

CREATE SCHEMA IF NOT EXISTS tributary;

-- One row, touched by the connector's heartbeat. While the tables are idle and other databases of the server are busy, these
-- changes are what moves the replication slot, so that WAL can be removed.
CREATE TABLE IF NOT EXISTS tributary.heartbeat (
    id      int PRIMARY KEY CHECK (id = 1),
    beat_at timestamptz NOT NULL
);

-- A row of it is a request to the connector, such as to read a table once more. The columns, and their order, are Debezium's.
CREATE TABLE IF NOT EXISTS tributary.signal (
    id   varchar(64) PRIMARY KEY,
    type varchar(32) NOT NULL,
    data varchar(2048)
);

-- The connector's role. It has no password here: set one with ALTER ROLE … PASSWORD, from a secret of your own.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'debezium') THEN
        CREATE ROLE debezium LOGIN REPLICATION;
    END IF;
END
$$;

-- The log has every row, whatever a policy of row-level security says, and so must what the connector reads from the tables:
-- a row that is hidden from it would be missing in the results. BYPASSRLS lets it read all rows of the tables that it may
-- read. Where that is taken away, row_security = off makes PostgreSQL report an error instead of hiding rows.
ALTER ROLE debezium BYPASSRLS;
ALTER ROLE debezium SET row_security = off;

GRANT USAGE ON SCHEMA tributary TO debezium;
GRANT SELECT, INSERT, UPDATE ON tributary.heartbeat TO debezium;
GRANT SELECT, INSERT, DELETE ON tributary.signal TO debezium;
