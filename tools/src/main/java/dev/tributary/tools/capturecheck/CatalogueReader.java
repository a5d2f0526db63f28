package dev.tributary.tools.capturecheck;

import dev.tributary.tools.capturecheck.DatabaseFacts.Access;
import dev.tributary.tools.capturecheck.DatabaseFacts.Part;
import dev.tributary.tools.capturecheck.DatabaseFacts.Publication;
import dev.tributary.tools.capturecheck.DatabaseFacts.Published;
import dev.tributary.tools.capturecheck.DatabaseFacts.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@link DatabaseFacts} from PostgreSQL 14 or later. Columns of the catalogue that not every version has are read by
 * way of {@code to_jsonb}.
 */
final class CatalogueReader {

    private static final String PUBLICATION = """
            SELECT pubinsert, pubupdate, pubdelete, pubviaroot AS via_root,
                   coalesce(to_jsonb(p) ->> 'pubgencols' = 's', false) AS generated_columns
            FROM pg_publication p WHERE pubname = ?""";

    private static final String TABLES = """
            SELECT w.schema || '.' || w.name AS name, c.relkind::text AS kind, p.tablename IS NOT NULL AS published,
                   to_jsonb(p) ->> 'rowfilter' AS row_filter,
                   CASE WHEN to_jsonb(p) -> 'attnames' IS NOT NULL
                        THEN ARRAY(SELECT jsonb_array_elements_text(to_jsonb(p) -> 'attnames')) END AS published_columns,
                   EXISTS (SELECT FROM pg_partition_tree(c.oid) t
                           JOIN pg_class u ON u.oid = t.relid
                           JOIN pg_namespace m ON m.oid = u.relnamespace
                           JOIN pg_publication_tables q ON q.schemaname = m.nspname AND q.tablename = u.relname
                           WHERE q.pubname = ? AND t.relid <> c.oid) AS partitions_published,
                   EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid AND c.relkind = 'r') AS inherited,
                   ARRAY(SELECT attname::text FROM pg_attribute
                         WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                         ORDER BY attnum) AS columns,
                   coalesce(has_schema_privilege(r.oid, n.oid, 'USAGE'), false) AS schema_usage,
                   ARRAY(SELECT attname::text FROM pg_attribute
                         WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                           AND has_column_privilege(r.oid, c.oid, attnum, 'SELECT')) AS readable_columns,
                   ARRAY(SELECT privilege FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) privilege
                         WHERE has_table_privilege(r.oid, c.oid, privilege)) AS writes,
                   coalesce(c.relrowsecurity AND NOT (r.rolsuper OR r.rolbypassrls
                            OR NOT c.relforcerowsecurity AND pg_has_role(r.oid, c.relowner, 'USAGE')), false)
                       AS hides_from_role,
                   coalesce(row_security_active(c.oid), false) AS hides_from_user
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w (schema, name, place)
            LEFT JOIN pg_namespace n ON n.nspname = w.schema
            LEFT JOIN pg_class c
                ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            LEFT JOIN pg_publication_tables p ON p.pubname = ? AND p.schemaname = w.schema AND p.tablename = w.name
            LEFT JOIN pg_roles r ON r.rolname = ?
            ORDER BY w.place""";

    private static final String PARTS = """
            SELECT w.schema || '.' || w.name AS table_name, format('%I.%I', x.nspname, c.relname) AS name,
                   c.relreplident::text AS identity,
                   ARRAY(SELECT a.attname::text FROM unnest((k.indkey::int2[])[0:k.indnkeyatts - 1]) key
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key) AS key_columns,
                   ARRAY(SELECT (WITH RECURSIVE type (oid) AS (
                                     SELECT a.atttypid
                                     UNION ALL
                                     SELECT d.typbasetype FROM type JOIN pg_type d ON d.oid = type.oid AND d.typtype = 'd')
                                 SELECT format_type(type.oid, NULL)
                                 FROM type JOIN pg_type base ON base.oid = type.oid AND base.typtype <> 'd')
                         FROM unnest((k.indkey::int2[])[0:k.indnkeyatts - 1]) key
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key) AS key_types,
                   ARRAY(SELECT a.attname::text FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) key
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key) AS identity_columns,
                   ARRAY(SELECT attname::text FROM pg_attribute
                         WHERE attrelid = c.oid AND NOT attisdropped AND attgenerated <> '' ORDER BY attnum) AS generated_columns,
                   EXISTS (SELECT FROM pg_trigger t
                           JOIN pg_proc f ON f.oid = t.tgfoid AND f.proname = 'refuse_truncate'
                           JOIN pg_namespace m ON m.oid = f.pronamespace AND m.nspname = 'tributary'
                           WHERE t.tgrelid = c.oid AND t.tgenabled = 'A'
                             -- TRIGGER_TYPE_BEFORE and TRIGGER_TYPE_TRUNCATE
                             AND t.tgtype & 2 <> 0 AND t.tgtype & 32 <> 0) AS refuses_truncate
            FROM unnest(?::text[], ?::text[]) AS w (schema, name)
            JOIN pg_namespace n ON n.nspname = w.schema
            JOIN pg_class root ON root.relnamespace = n.oid AND root.relname = w.name
            CROSS JOIN LATERAL (
                SELECT root.oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(root.oid)
            ) tree
            JOIN pg_class c ON c.oid = tree.relid AND c.relkind = 'r'
            JOIN pg_namespace x ON x.oid = c.relnamespace
            LEFT JOIN pg_index k ON k.indrelid = c.oid AND k.indisprimary
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisreplident
            ORDER BY table_name, name""";

    private static final String VERSION_AND_ROLE = "SELECT current_setting('server_version_num')::int AS version,"
            + " EXISTS (SELECT FROM pg_roles WHERE rolname = ?) AS role_exists";

    private final Connection connection;

    CatalogueReader(Connection connection) {
        this.connection = connection;
    }

    /** @param tables with their schemas */
    DatabaseFacts read(CaptureSettings settings, List<String> tables) throws SQLException {
        Array schemas = array(tables.stream().map(CatalogueReader::schema).toList());
        Array names = array(tables.stream().map(CatalogueReader::name).toList());
        try (PreparedStatement statement = connection.prepareStatement(VERSION_AND_ROLE)) {
            statement.setString(1, settings.role().orElse(""));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new DatabaseFacts(
                        row.getInt("version"),
                        publication(settings.publication()),
                        row.getBoolean("role_exists"),
                        tables(settings, schemas, names, parts(schemas, names)));
            }
        } finally {
            schemas.free();
            names.free();
        }
    }

    private Optional<Publication> publication(String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUBLICATION)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                List<String> leavesOut = new ArrayList<>();
                for (String operation : List.of("insert", "update", "delete")) {
                    if (!row.getBoolean("pub" + operation)) {
                        leavesOut.add(operation);
                    }
                }
                return Optional.of(
                        new Publication(leavesOut, row.getBoolean("via_root"), row.getBoolean("generated_columns")));
            }
        }
    }

    private List<Table> tables(CaptureSettings settings, Array schemas, Array names, Map<String, List<Part>> parts)
            throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
            statement.setString(1, settings.publication());
            statement.setArray(2, schemas);
            statement.setArray(3, names);
            statement.setString(4, settings.publication());
            statement.setString(5, settings.role().orElse(""));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String name = row.getString("name");
                    tables.add(new Table(
                            name,
                            Optional.ofNullable(row.getString("kind")),
                            published(row),
                            row.getBoolean("partitions_published"),
                            row.getBoolean("inherited"),
                            strings(row, "columns"),
                            new Access(
                                    row.getBoolean("schema_usage"),
                                    strings(row, "readable_columns"),
                                    strings(row, "writes")),
                            row.getBoolean("hides_from_role"),
                            row.getBoolean("hides_from_user"),
                            parts.getOrDefault(name, List.of())));
                }
            }
        }
        return tables;
    }

    private static Optional<Published> published(ResultSet row) throws SQLException {
        if (!row.getBoolean("published")) {
            return Optional.empty();
        }
        Optional<List<String>> columns = row.getArray("published_columns") == null
                ? Optional.empty()
                : Optional.of(strings(row, "published_columns"));
        return Optional.of(new Published(Optional.ofNullable(row.getString("row_filter")), columns));
    }

    private Map<String, List<Part>> parts(Array schemas, Array names) throws SQLException {
        Map<String, List<Part>> parts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(PARTS)) {
            statement.setArray(1, schemas);
            statement.setArray(2, names);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    parts.computeIfAbsent(row.getString("table_name"), table -> new ArrayList<>())
                            .add(new Part(
                                    row.getString("name"),
                                    row.getString("identity"),
                                    strings(row, "key_columns"),
                                    strings(row, "key_types"),
                                    strings(row, "identity_columns"),
                                    strings(row, "generated_columns"),
                                    row.getBoolean("refuses_truncate")));
                }
            }
        }
        return parts;
    }

    private Array array(List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static String schema(String table) {
        return table.substring(0, table.indexOf('.'));
    }

    private static String name(String table) {
        return table.substring(table.indexOf('.') + 1);
    }
}
