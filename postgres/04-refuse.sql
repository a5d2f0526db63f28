-- Statements that capture cannot follow are refused here, where what they are for can still be done another way.

-- TRUNCATE names no rows, so nothing could be captured of it: the orders would stay in enriched-orders for ever.

CREATE OR REPLACE FUNCTION tributary.refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table %.% is captured row by row, and TRUNCATE names no rows', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING HINT = format('Use DELETE FROM %I.%I.', TG_TABLE_SCHEMA, TG_TABLE_NAME),
              ERRCODE = 'feature_not_supported';
END
$$;

-- A partition does not inherit a trigger of this kind.
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN
        SELECT c.oid::regclass
        FROM pg_publication_tables p
        JOIN pg_namespace n ON n.nspname = p.schemaname
        JOIN pg_class published ON published.relnamespace = n.oid AND published.relname = p.tablename
        CROSS JOIN LATERAL (
            SELECT published.oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(published.oid)
        ) tree
        JOIN pg_class c ON c.oid = tree.relid AND c.relkind IN ('r', 'p')
        WHERE p.pubname = 'tributary' AND p.schemaname <> 'tributary'
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION tributary.refuse_truncate()', part);
        -- Where session_replication_role is replica, as for what a subscription applies, others do not fire.
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', part);
    END LOOP;
END
$$;

-- The log names a row that was deleted, or whose key was changed, by the columns of the table's replica identity. Without the
-- primary key among them nobody could know which row it was.

CREATE OR REPLACE FUNCTION tributary.refuse_replica_identity() RETURNS event_trigger LANGUAGE plpgsql
    SET search_path = pg_catalog AS $$
DECLARE
    part record;
BEGIN
    -- Each partition has a replica identity of its own.
    FOR part IN
        SELECT c.oid::regclass AS name, c.relreplident AS identity, k.indexrelid IS NULL AS has_no_key,
               c.relreplident = 'n' OR c.relreplident = 'i'
                   AND (i.indkey::int2[])[0:i.indnkeyatts - 1] @> (k.indkey::int2[])[0:k.indnkeyatts - 1] IS NOT TRUE
                   AS has_no_key_in_log,
               -- PostgreSQL 18 and later refuse changes of such a table.
               c.relreplident = 'f' AND current_setting('server_version_num')::int >= 180000 AND EXISTS (
                   SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped)
                   AS has_generated_column_in_log
        FROM (
            SELECT objid AS relid FROM pg_event_trigger_ddl_commands() WHERE classid = 'pg_class'::regclass
            UNION ALL
            -- PostgreSQL does not say which table a dropped index was of.
            SELECT oid FROM pg_class WHERE tg_tag = 'DROP INDEX' AND relkind = 'r' AND relreplident = 'i'
        ) changed
        CROSS JOIN LATERAL (
            SELECT changed.relid UNION SELECT relid::oid FROM pg_partition_tree(changed.relid)
        ) tree
        JOIN pg_class c ON c.oid = tree.relid AND c.relkind = 'r'
        LEFT JOIN pg_index k ON k.indrelid = c.oid AND k.indisprimary
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisreplident
        WHERE EXISTS (
            SELECT FROM pg_publication_tables p
            JOIN pg_namespace n ON n.nspname = p.schemaname
            JOIN pg_class published ON published.relnamespace = n.oid AND published.relname = p.tablename
            WHERE p.pubname = 'tributary'
              AND (published.oid = c.oid
                   OR published.oid IN (SELECT relid FROM pg_partition_ancestors(c.oid))))
    LOOP
        IF part.has_no_key THEN
            RAISE EXCEPTION 'table % is captured, and without a primary key the log does not say which row was deleted',
                    part.name
                USING HINT = format('To replace the key, drop the old one and add the new one in one ALTER TABLE. If there is '
                                    'none, use ALTER TABLE %s ADD PRIMARY KEY (id), REPLICA IDENTITY DEFAULT.', part.name),
                      ERRCODE = 'feature_not_supported';
        ELSIF part.has_no_key_in_log THEN
            RAISE EXCEPTION 'table % is captured, and without its primary key in the replica identity the log does not say '
                    'which row was deleted', part.name
                USING HINT = format('Use ALTER TABLE %1$s REPLICA IDENTITY DEFAULT, or FULL. To add the missing key, use '
                                    'ALTER TABLE %1$s ADD PRIMARY KEY (id), REPLICA IDENTITY DEFAULT.', part.name),
                      ERRCODE = 'feature_not_supported';
        ELSIF part.has_generated_column_in_log THEN
            RAISE EXCEPTION 'table % is captured and has a generated column, which is not published: with REPLICA IDENTITY '
                    'FULL, PostgreSQL refuses every UPDATE and DELETE of it', part.name
                USING HINT = format('Use ALTER TABLE %s REPLICA IDENTITY DEFAULT.', part.name),
                      ERRCODE = 'feature_not_supported';
        END IF;
    END LOOP;
END
$$;

-- Only a superuser may create an event trigger.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_event_trigger
        WHERE evtname = 'tributary_refuse_replica_identity' AND evttags @> ARRAY['ALTER TABLE', 'DROP INDEX']
    ) THEN
        DROP EVENT TRIGGER IF EXISTS tributary_refuse_replica_identity;
        CREATE EVENT TRIGGER tributary_refuse_replica_identity ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'DROP INDEX')
            EXECUTE FUNCTION tributary.refuse_replica_identity();
    END IF;
    ALTER EVENT TRIGGER tributary_refuse_replica_identity ENABLE ALWAYS;
END
$$;
