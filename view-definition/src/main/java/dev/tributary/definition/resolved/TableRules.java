package dev.tributary.definition.resolved;

import dev.tributary.definition.Position;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.Table.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/** Which tables can be captured row by row. */
final class TableRules {

    /** Topics are named by schema and table; Debezium replaces every other character, so that two could become one. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private static final Set<String> SYSTEM_SCHEMAS = Set.of("pg_catalog", "information_schema", "tributary");

    private TableRules() {}

    static void check(Table table, Position at, Refusals refusals) {
        if (table.kind() != Kind.TABLE && table.kind() != Kind.PARTITIONED_TABLE) {
            refusals.add(
                    at,
                    "%s is %s, and capture follows the changes of tables"
                            .formatted(table.name(), table.kind().described()),
                    "write the table that its rows come from");
            return;
        }
        name(table, at, refusals);
        rows(table, at, refusals);
        publication(table, at, refusals);
        primaryKey(table, at, refusals);
    }

    private static void name(Table table, Position at, Refusals refusals) {
        if (SYSTEM_SCHEMAS.contains(table.name().schema())) {
            refusals.add(
                    at, "schema %s is not one of data".formatted(table.name().schema()), "write a table of your own");
        } else if (!NAME.matcher(table.name().schema()).matches()
                || !NAME.matcher(table.name().table()).matches()) {
            refusals.add(
                    at,
                    "no topic can have the name of table %s".formatted(table.name()),
                    "rename it: letters A to Z, digits, underscore and hyphen");
        }
    }

    private static void rows(Table table, Position at, Refusals refusals) {
        if (!table.permanent()) {
            refusals.add(
                    at,
                    "changes of table %s, which is unlogged or temporary, are not in the log".formatted(table.name()),
                    "ALTER TABLE %s SET LOGGED".formatted(table.name().quoted()));
        }
        if (table.partition()) {
            refusals.add(
                    at,
                    "table %s is a partition, and its changes are captured as those of its table"
                            .formatted(table.name()),
                    "write the partitioned table");
        }
        if (table.inherited()) {
            refusals.add(
                    at,
                    "tables inherit from %s, and their rows are not captured as rows of it".formatted(table.name()),
                    "use a partitioned table, or take the heirs off: ALTER TABLE … NO INHERIT "
                            + table.name().quoted());
        }
        if (table.rowSecurity()) {
            refusals.add(
                    at,
                    "row-level security of table %s hides rows from some users, and the view has all"
                            .formatted(table.name()),
                    "ALTER TABLE %s DISABLE ROW LEVEL SECURITY, or make a view of another table"
                            .formatted(table.name().quoted()));
        }
    }

    private static void publication(Table table, Position at, Refusals refusals) {
        table.publication().ifPresent(publication -> {
            if (publication.columnList() || publication.rowFilter()) {
                refusals.add(
                        at,
                        "publication %s sends only some %s of table %s"
                                .formatted(
                                        publication.name(),
                                        publication.columnList() ? "columns" : "rows",
                                        table.name()),
                        "ALTER PUBLICATION %1$s DROP TABLE %2$s; ALTER PUBLICATION %1$s ADD TABLE %2$s"
                                .formatted(publication.name(), table.name().quoted()));
            }
            if (table.kind() == Kind.PARTITIONED_TABLE && !publication.viaRoot()) {
                refusals.add(
                        at,
                        "publication %s sends changes of %s under the names of its partitions"
                                .formatted(publication.name(), table.name()),
                        "ALTER PUBLICATION %s SET (publish_via_partition_root = true)".formatted(publication.name()));
            }
        });
    }

    private static void primaryKey(Table table, Position at, Refusals refusals) {
        if (table.primaryKey().isEmpty()) {
            refusals.add(
                    at,
                    "table %s has no primary key, and nothing names the rows that change".formatted(table.name()),
                    "ALTER TABLE %s ADD PRIMARY KEY (…)".formatted(table.name().quoted()));
        } else if (table.primaryKey().size() > 1) {
            refusals.add(
                    at,
                    "the primary key of table %s has several columns: %s"
                            .formatted(table.name(), String.join(", ", table.primaryKey())),
                    "use a table with a primary key of one column");
        } else {
            table.column(table.primaryKey().getFirst()).ifPresent(key -> keyType(table, key, at, refusals));
        }
    }

    /** A key's type, of a primary key or of a column that refers to one. */
    static void keyType(Table table, Column key, Position at, Refusals refusals) {
        if (KeyTypes.of(key).isEmpty()) {
            String because = key.bytewise() ? "" : " with a nondeterministic collation";
            refusals.add(
                    at,
                    "%s.%s cannot be a key: its type is %s%s"
                            .formatted(table.name(), key.name(), key.type().written(), because),
                    "use smallint, integer, bigint, text, varchar or uuid"
                            + (key.bytewise() ? "" : " with a deterministic collation"));
        }
    }
}
