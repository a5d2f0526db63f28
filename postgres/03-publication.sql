-- What is captured is decided here, by the owner of the tables, and not by the connector
-- (publication.autocreate.mode=disabled): the role debezium needs no right to create anything.
--
-- Run again, it repairs the publication. It does not remove a row filter or a column list, since somebody may have a reason
-- for them: ./tributary connectors and ./tributary audit report those.

DO $$
DECLARE
    tables CONSTANT regclass[] := ARRAY['public.orders', 'public.users'];
    own CONSTANT regclass[] := ARRAY['tributary.heartbeat', 'tributary.signal'];
    publication pg_publication;
    captured regclass;
    existed boolean;
BEGIN
    SELECT * INTO publication FROM pg_publication WHERE pubname = 'tributary';
    existed := FOUND;
    IF NOT existed THEN
        CREATE PUBLICATION tributary;
        EXECUTE format('ALTER PUBLICATION tributary OWNER TO %s',
                       (SELECT relowner::regrole FROM pg_class WHERE oid = tables[1]));
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
    -- A table that was dropped and created again is no longer in the publication.
    FOREACH captured IN ARRAY tables || own LOOP
        IF NOT EXISTS (
            SELECT FROM pg_publication_tables
            WHERE pubname = 'tributary' AND format('%I.%I', schemaname, tablename)::regclass = captured
        ) THEN
            EXECUTE format('ALTER PUBLICATION tributary ADD TABLE %s', captured);
            IF existed AND captured = ANY (tables) THEN
                RAISE WARNING 'table % was not in the publication and is captured from now on', captured
                    USING HINT = format('For what was changed before: ./tributary snapshot %1$s and ./tributary sweep %1$s.',
                                        captured);
            END IF;
        END IF;
    END LOOP;
END
$$;
