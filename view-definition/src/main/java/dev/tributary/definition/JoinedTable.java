package dev.tributary.definition;

import java.util.List;
import java.util.Optional;

/** What is joined to the base table. */
public sealed interface JoinedTable {

    TableReference table();

    /** By which name the definition speaks of it. */
    Name scopeName();

    /** A table with all of its columns. */
    record Whole(TableReference table) implements JoinedTable {
        @Override
        public Name scopeName() {
            return table.scopeName();
        }
    }

    /** A sub-select that names columns of a table. */
    record Part(TableReference table, List<SelectItem.Plain> columns, Name alias) implements JoinedTable {
        public Part {
            columns = List.copyOf(columns);
        }

        @Override
        public Name scopeName() {
            return alias;
        }

        /** The column of the table that this name stands for outside of the sub-select. */
        public Optional<ColumnReference> column(String outputName) {
            return columns.stream()
                    .filter(column -> column.name().text().equals(outputName))
                    .map(SelectItem.Plain::column)
                    .findFirst();
        }
    }
}
