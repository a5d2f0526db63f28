package dev.tributary.definition.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * A table, or what is named like one.
 *
 * @param permanent whether its changes are in the log: not those of an unlogged or temporary table
 * @param partition whether it is a partition of another table
 * @param inherited whether tables inherit from it that are no partitions of it
 * @param rowSecurity whether row-level security is enabled
 * @param fullIdentity whether REPLICA IDENTITY is FULL, in all partitions of a partitioned table
 * @param primaryKey its columns; none if there is no primary key
 * @param columns in the order of the table
 * @param publication nothing if it does not exist
 */
public record Table(
        TableName name,
        Kind kind,
        boolean permanent,
        boolean partition,
        boolean inherited,
        boolean rowSecurity,
        boolean fullIdentity,
        List<String> primaryKey,
        List<Column> columns,
        Optional<Publication> publication) {

    public Table {
        primaryKey = List.copyOf(primaryKey);
        columns = List.copyOf(columns);
    }

    /** What it is, as in {@code pg_class.relkind}. */
    public enum Kind {
        TABLE("a table"),
        PARTITIONED_TABLE("a partitioned table"),
        VIEW("a view"),
        MATERIALIZED_VIEW("a materialized view"),
        FOREIGN_TABLE("a foreign table"),
        OTHER("no table");

        private final String described;

        Kind(String described) {
            this.described = described;
        }

        public String described() {
            return described;
        }

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED_TABLE;
                case "v" -> VIEW;
                case "m" -> MATERIALIZED_VIEW;
                case "f" -> FOREIGN_TABLE;
                default -> OTHER;
            };
        }
    }

    /**
     * What the publication says of this table.
     *
     * @param columnList whether it sends some of the columns only
     * @param rowFilter whether it sends some of the rows only
     * @param viaRoot whether changes of partitions are sent as those of their table
     */
    public record Publication(String name, boolean columnList, boolean rowFilter, boolean viaRoot) {}

    public Optional<Column> column(String column) {
        return columns.stream().filter(known -> known.name().equals(column)).findFirst();
    }

    public boolean isPrimaryKey(String column) {
        return primaryKey.equals(List.of(column));
    }

    /** The table with REPLICA IDENTITY FULL, where PostgreSQL allows updates then: not with generated columns. */
    public Table withFullIdentity() {
        boolean possible = columns.stream().noneMatch(Column::generated);
        return new Table(
                name,
                kind,
                permanent,
                partition,
                inherited,
                rowSecurity,
                fullIdentity || possible,
                primaryKey,
                columns,
                publication);
    }
}
