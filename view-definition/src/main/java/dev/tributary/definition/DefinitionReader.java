package dev.tributary.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ViewDefinition} of JSqlParser's tree. What it does not look at is found by {@link SourceComparison}.
 */
final class DefinitionReader {

    private static final String PLAIN_COLUMN = "a view has plain columns, whole rows of joined tables, and row_to_json";

    private final QueryTree tree;

    DefinitionReader(QueryTree tree) {
        this.tree = tree;
    }

    ViewDefinition read(Name name) {
        PlainSelect select = tree.parse();
        TableReference base = table(from(select));
        List<Join> joins = new ArrayList<>();
        for (net.sf.jsqlparser.statement.select.Join join : joins(select)) {
            joins.add(join(join));
        }
        List<Name> scope = new ArrayList<>(List.of(base.scopeName()));
        joins.forEach(join -> scope.add(join.scopeName()));
        List<SelectItem> items =
                select.getSelectItems().stream().map(item -> item(item, scope)).toList();
        return new ViewDefinition(name, base, joins, items);
    }

    private FromItem from(PlainSelect select) {
        FromItem from = select.getFromItem();
        if (from == null) {
            throw new RefusedException(
                    tree.position(select), "the query names no table", "write FROM and the base table");
        }
        return from;
    }

    private static List<net.sf.jsqlparser.statement.select.Join> joins(PlainSelect select) {
        return select.getJoins() == null ? List.of() : select.getJoins();
    }

    private TableReference table(FromItem from) {
        if (!(from instanceof Table table)) {
            throw new RefusedException(tree.position(from), "a table is expected here", "write its name");
        }
        List<Name> parts = tree.names(table.getFullyQualifiedName());
        if (parts.size() > 2) {
            throw new RefusedException(
                    parts.getFirst().at(),
                    "a table is named by its schema and its name",
                    "write " + parts.get(parts.size() - 2) + "." + parts.getLast());
        }
        return new TableReference(
                parts.size() == 2 ? Optional.of(parts.getFirst()) : Optional.empty(),
                parts.getLast(),
                alias(table.getAlias()));
    }

    private Optional<Name> alias(@Nullable Alias alias) {
        return Optional.ofNullable(alias).map(given -> tree.name(given.getName()));
    }

    private Join join(net.sf.jsqlparser.statement.select.Join join) {
        FromItem from = join.getFromItem();
        if (join.isSimple()) {
            throw new RefusedException(
                    tree.position(from),
                    "a comma joins each row with each",
                    "write LEFT JOIN … ON with the primary key");
        }
        List<Expression> conditions = List.copyOf(join.getOnExpressions());
        if (conditions.size() != 1) {
            throw new RefusedException(
                    conditions.isEmpty() ? tree.position(from) : tree.position(conditions.get(1)),
                    conditions.isEmpty() ? "this join has no ON" : "this join has a second ON",
                    "write each table with its own condition: LEFT JOIN users u ON u.id = o.user_id");
        }
        return new Join(joined(from), condition(conditions.getFirst()));
    }

    private JoinedTable joined(FromItem from) {
        if (!(from instanceof ParenthesedSelect inParentheses)) {
            return new JoinedTable.Whole(table(from));
        }
        if (!(inParentheses.getSelect() instanceof PlainSelect select)) {
            throw new RefusedException(tree.position(from), "a table is expected here", "write its name");
        }
        if (!joins(select).isEmpty()) {
            throw new RefusedException(
                    tree.position(joins(select).getFirst()),
                    "a joined sub-select reads one table",
                    "join the other table to the base table");
        }
        Optional<Name> alias = alias(inParentheses.getAlias());
        TableReference table = table(from(select));
        List<SelectItem.Plain> columns = new ArrayList<>();
        for (net.sf.jsqlparser.statement.select.SelectItem<?> item : select.getSelectItems()) {
            if (!(item.getExpression() instanceof Column column)) {
                throw new RefusedException(
                        tree.position(item), "a joined sub-select has plain columns", "write the names of columns");
            }
            columns.add(new SelectItem.Plain(column(column), alias(item.getAlias())));
        }
        return new JoinedTable.Part(
                table,
                columns,
                alias.orElseThrow(() -> new RefusedException(
                        table.table().at(), "the joined sub-select has no name", "write one after it: (SELECT …) c")));
    }

    private JoinCondition condition(Expression condition) {
        if (condition instanceof EqualsTo equality
                && equality.getLeftExpression() instanceof Column left
                && equality.getRightExpression() instanceof Column right) {
            return new JoinCondition(column(left), column(right));
        }
        throw new RefusedException(
                tree.position(condition),
                "a table is joined by an equality of two columns",
                "write ON with the primary key: ON u.id = o.user_id");
    }

    private ColumnReference column(Column column) {
        List<Name> parts = tree.names(column.getFullyQualifiedName());
        if (parts.size() > 2) {
            throw new RefusedException(
                    parts.getFirst().at(),
                    "a column is named by its table and its name",
                    "write " + parts.get(parts.size() - 2) + "." + parts.getLast());
        }
        return new ColumnReference(
                parts.size() == 2 ? Optional.of(parts.getFirst()) : Optional.empty(), parts.getLast());
    }

    private SelectItem item(net.sf.jsqlparser.statement.select.SelectItem<?> item, List<Name> scope) {
        Optional<Name> alias = alias(item.getAlias());
        return switch (item.getExpression()) {
            case Column column -> columnOrRow(column(column), alias, scope);
            case Function function -> rowToJson(function, alias);
            default ->
                throw new RefusedException(
                        tree.position(item), PLAIN_COLUMN, "select the columns, and compute where the view is read");
        };
    }

    private static SelectItem columnOrRow(ColumnReference column, Optional<Name> alias, List<Name> scope) {
        boolean isRow = column.qualifier().isEmpty() && scope.stream().anyMatch(column.column()::is);
        return isRow ? new SelectItem.Row(column.column(), alias) : new SelectItem.Plain(column, alias);
    }

    private SelectItem rowToJson(Function function, Optional<Name> alias) {
        Name name = tree.name(function.getName());
        boolean isOfOneName = function.getParameters() != null
                && function.getParameters().size() == 1
                && function.getParameters().getFirst() instanceof Column argument
                && argument.getTable() == null;
        if (!isOfOneName) {
            throw new RefusedException(
                    name.at(), "row_to_json is of a joined sub-select", "write row_to_json(c) AS customer");
        }
        return new SelectItem.RowToJson(
                tree.name(String.valueOf(function.getParameters().getFirst())),
                alias.orElseThrow(() -> new RefusedException(
                        name.at(), "the column of row_to_json has no name of its own", "write one after AS")));
    }
}
