package dev.tributary.definition;

import java.util.List;
import java.util.Optional;

/** A view as its SQL says it: tables and columns by name, whether they exist or not. */
public record ViewDefinition(Name name, TableReference base, List<Join> joins, List<SelectItem> items) {

    /** How many columns can refer to joined tables: the application's index of a view has a byte for each, besides some of its own. */
    public static final int MOST_FOREIGN_KEYS = 200;

    public ViewDefinition {
        joins = List.copyOf(joins);
        items = List.copyOf(items);
    }

    public Optional<Join> join(Name scopeName) {
        return joins.stream().filter(join -> join.scopeName().is(scopeName)).findFirst();
    }

    /** Whether a column is of the base table. */
    public boolean isOfBase(ColumnReference column) {
        return column.isOf(base.scopeName());
    }

    /** What the view calls a joined row: the column that holds it, else the alias of its table. */
    public Name rowName(Join join) {
        return items.stream()
                .filter(item -> switch (item) {
                    case SelectItem.Plain plain -> false;
                    case SelectItem.Row row -> row.scopeName().is(join.scopeName());
                    case SelectItem.RowToJson row -> row.scopeName().is(join.scopeName());
                })
                .map(SelectItem::name)
                .findFirst()
                .orElse(join.scopeName());
    }

    /** The definition as SQL again, without comments. */
    public String toSql() {
        return new SqlText(this).text();
    }

    /** Its query as SQL, without comments and the final semicolon. */
    public String query() {
        return new SqlText(this).queryText();
    }
}
