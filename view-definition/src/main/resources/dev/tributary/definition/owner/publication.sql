-- What is captured is decided here, and not by the connector (publication.autocreate.mode=disabled). Run again, this repairs
-- the publication.
DO $$
DECLARE
    publication pg_publication;
    captured regclass;
BEGIN
    SELECT * INTO publication FROM pg_publication WHERE pubname = 'tributary';
    IF NOT FOUND THEN
        CREATE PUBLICATION tributary;
        SELECT * INTO publication FROM pg_publication WHERE pubname = 'tributary';
    END IF;
    IF NOT (publication.pubinsert AND publication.pubupdate AND publication.pubdelete) THEN
        ALTER PUBLICATION tributary SET (publish = 'insert, update, delete, truncate');
    END IF;
    -- The changes of a partition are changes of its table.
    IF NOT publication.pubviaroot THEN
        ALTER PUBLICATION tributary SET (publish_via_partition_root = true);
    END IF;
    -- Debezium leaves generated columns out when it reads a table once more, and fails at the next change if they are sent.
    IF to_jsonb(publication) ->> 'pubgencols' = 's' THEN
        EXECUTE 'ALTER PUBLICATION tributary SET (publish_generated_columns = none)';
    END IF;
    FOREACH captured IN ARRAY ARRAY[/*tables*/, 'tributary.heartbeat', 'tributary.signal']::regclass[] LOOP
        IF NOT EXISTS (
            SELECT FROM pg_publication_tables
            WHERE pubname = 'tributary' AND format('%I.%I', schemaname, tablename)::regclass = captured
        ) THEN
            EXECUTE format('ALTER PUBLICATION tributary ADD TABLE %s', captured);
        END IF;
    END LOOP;
END
$$;
