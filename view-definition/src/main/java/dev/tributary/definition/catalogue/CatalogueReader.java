package dev.tributary.definition.catalogue;

import dev.tributary.definition.TableReference;
import dev.tributary.definition.catalogue.SqlType.Form;
import dev.tributary.definition.catalogue.SqlType.Origin;
import dev.tributary.definition.catalogue.Table.Kind;
import dev.tributary.definition.catalogue.Table.Publication;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads tables from the catalogue of PostgreSQL 14 or later. Columns of the catalogue that not every version has are read by
 * way of {@code to_jsonb}.
 */
public final class CatalogueReader {

    private static final String TABLE = """
            SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
                   c.relpersistence = 'p' AS permanent, c.relispartition AS partition, c.relrowsecurity AS row_security,
                   EXISTS (SELECT FROM pg_inherits i JOIN pg_class heir ON heir.oid = i.inhrelid
                           WHERE i.inhparent = c.oid AND NOT heir.relispartition) AS inherited,
                   NOT EXISTS (SELECT FROM (SELECT c.oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(c.oid)) tree
                               JOIN pg_class part ON part.oid = tree.relid AND part.relkind = 'r'
                               WHERE part.relreplident <> 'f') AS full_identity,
                   ARRAY(SELECT a.attname::text
                         FROM pg_index k
                         CROSS JOIN unnest((k.indkey::int2[])[0:k.indnkeyatts - 1]) WITH ORDINALITY AS key (number, place)
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.number
                         WHERE k.indrelid = c.oid AND k.indisprimary ORDER BY key.place) AS primary_key,
                   p.pubname AS publication, p.pubviaroot AS via_root,
                   to_jsonb(r) ->> 'prattrs' IS NOT NULL AS column_list, to_jsonb(r) ->> 'prqual' IS NOT NULL AS row_filter
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_publication p ON p.pubname = ?
            LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid
            WHERE c.oid = to_regclass(?)""";

    /** The type of a domain is the one that it is over, of an array its elements'. */
    private static final String COLUMNS = """
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS written, NOT a.attnotnull AS nullable,
                   a.atthasdef AND a.attgenerated = '' AS has_default, a.attgenerated <> '' AS generated,
                   coalesce(l.collisdeterministic, true) AS bytewise, resolved.modifier,
                   whole.oid <> t.oid AS is_array, t.typname AS type, t.typtype::text AS form, n.nspname AS type_schema,
                   (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                      AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e') AS extension
            FROM pg_attribute a
            CROSS JOIN LATERAL (
                WITH RECURSIVE base (oid, modifier) AS (
                    SELECT a.atttypid, a.atttypmod
                    UNION ALL
                    SELECT d.typbasetype, d.typtypmod FROM base JOIN pg_type d ON d.oid = base.oid AND d.typtype = 'd')
                SELECT base.oid, base.modifier FROM base JOIN pg_type b ON b.oid = base.oid AND b.typtype <> 'd') resolved
            JOIN pg_type whole ON whole.oid = resolved.oid
            LEFT JOIN pg_type element ON element.oid = whole.typelem AND element.typarray = whole.oid
            JOIN pg_type t ON t.oid = coalesce(element.oid, whole.oid)
            JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    private final Connection connection;
    private final String publication;

    /**
     * Reads with a connection.
     *
     * @param publication that the connector reads; it need not exist
     */
    public CatalogueReader(Connection connection, String publication) {
        this.connection = connection;
        this.publication = publication;
    }

    /** The table that a name means, by the connection's search path; nothing if there is none. */
    public Optional<Table> table(TableReference reference) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, publication);
            statement.setString(2, reference.quoted());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(table(row)) : Optional.empty();
            }
        }
    }

    private Table table(ResultSet row) throws SQLException {
        return new Table(
                new TableName(row.getString("schema"), row.getString("name")),
                Kind.of(row.getString("kind")),
                row.getBoolean("permanent"),
                row.getBoolean("partition"),
                row.getBoolean("inherited"),
                row.getBoolean("row_security"),
                row.getBoolean("full_identity"),
                strings(row.getArray("primary_key")),
                columns(row.getLong("oid")),
                publication(row));
    }

    private static Optional<Publication> publication(ResultSet row) throws SQLException {
        String name = row.getString("publication");
        return name == null
                ? Optional.empty()
                : Optional.of(new Publication(
                        name, row.getBoolean("column_list"), row.getBoolean("row_filter"), row.getBoolean("via_root")));
    }

    private List<Column> columns(long table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(
                            row.getString("name"),
                            type(row),
                            row.getBoolean("nullable"),
                            row.getBoolean("has_default"),
                            row.getBoolean("generated"),
                            row.getBoolean("bytewise")));
                }
            }
        }
        return columns;
    }

    private static SqlType type(ResultSet row) throws SQLException {
        return new SqlType(
                row.getString("type"),
                Origin.of(row.getString("type_schema"), Optional.ofNullable(row.getString("extension"))),
                Form.of(row.getString("form")),
                row.getBoolean("is_array"),
                row.getInt("modifier"),
                row.getString("written"));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
