package dev.tributary.definition;

import java.util.Optional;

/** What becomes one column of the view. */
public sealed interface SelectItem {

    /** The column's name in the view. */
    Name name();

    /** A column of a table. */
    record Plain(ColumnReference column, Optional<Name> alias) implements SelectItem {
        @Override
        public Name name() {
            return alias.orElse(column.column());
        }
    }

    /** A whole row of a joined table: {@code u AS "user"}. */
    record Row(Name scopeName, Optional<Name> alias) implements SelectItem {
        @Override
        public Name name() {
            return alias.orElse(scopeName);
        }
    }

    /** A whole row of a joined sub-select: {@code row_to_json(c) AS customer}. */
    record RowToJson(Name scopeName, Name alias) implements SelectItem {
        @Override
        public Name name() {
            return alias;
        }
    }
}
