package dev.tributary.definition;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for the names of a definition in the database in any case. */
final class NamesInDatabase {

    /** In a schema of this name in any case, or in any of the search path; as SQL. */
    private static final String TABLES = """
            SELECT CASE WHEN wanted.schema IS NULL THEN quote_ident(c.relname) ELSE format('%I.%I', n.nspname, c.relname) END
            FROM (SELECT ?::text AS schema, ?::text AS name) wanted
            JOIN pg_class c ON lower(c.relname) = lower(wanted.name) AND c.relkind IN ('r', 'p')
            JOIN pg_namespace n ON n.oid = c.relnamespace
              AND CASE WHEN wanted.schema IS NULL THEN n.nspname = ANY (current_schemas(false))
                       ELSE lower(n.nspname) = lower(wanted.schema) END
            WHERE (coalesce(wanted.schema, n.nspname), wanted.name) <> (n.nspname, c.relname)
            ORDER BY c.oid""";

    private static final String COLUMNS = """
            SELECT quote_ident(a.attname)
            FROM (SELECT ?::text AS relation, ?::text AS name) wanted
            JOIN pg_attribute a ON a.attrelid = to_regclass(wanted.relation) AND lower(a.attname) = lower(wanted.name)
            WHERE a.attname <> wanted.name AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum""";

    private final Connection connection;

    NamesInDatabase(Connection connection) {
        this.connection = connection;
    }

    /** Refuses the table or column that is named at a place, and that the database has in another case; nothing if it has none. */
    Optional<Refusal> inOtherCase(ViewDefinition view, Position at) throws SQLException {
        Optional<TableReference> table =
                tables(view).filter(known -> start(known).equals(at)).findFirst();
        if (table.isPresent()) {
            return table(table.get());
        }
        for (NamedColumn column : columns(view)) {
            if (column.reference().at().equals(at)) {
                return column(column);
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> table(TableReference table) throws SQLException {
        @Nullable String schema = table.schema().map(Name::text).orElse(null);
        return refusal(
                start(table),
                "there is no table %s"
                        .formatted(table.schema().map(name -> name + ".").orElse("") + table.table()),
                names(TABLES, schema, table.table().text()));
    }

    private Optional<Refusal> column(NamedColumn column) throws SQLException {
        Name name = column.reference().column();
        return refusal(
                name.at(),
                "table %s has no column %s".formatted(column.table().table(), name),
                names(COLUMNS, column.table().quoted(), name.text()));
    }

    private static Optional<Refusal> refusal(Position at, String problem, List<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(at, problem, new OtherCase(names).remedy()));
    }

    private List<String> names(String query, @Nullable String where, String name) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, where);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private static Stream<TableReference> tables(ViewDefinition view) {
        return Stream.concat(
                Stream.of(view.base()),
                view.joins().stream().map(join -> join.joined().table()));
    }

    private static Position start(TableReference table) {
        return table.schema().orElse(table.table()).at();
    }

    /** A column of a table itself, and not of a sub-select. */
    private record NamedColumn(TableReference table, ColumnReference reference) {}

    private static List<NamedColumn> columns(ViewDefinition view) {
        List<ColumnReference> outside = new ArrayList<>();
        List<NamedColumn> columns = new ArrayList<>();
        for (SelectItem item : view.items()) {
            if (item instanceof SelectItem.Plain plain) {
                outside.add(plain.column());
            }
        }
        for (Join join : view.joins()) {
            outside.addAll(List.of(join.on().left(), join.on().right()));
            if (join.joined() instanceof JoinedTable.Part part) {
                part.columns().forEach(column -> columns.add(new NamedColumn(part.table(), column.column())));
            }
        }
        for (ColumnReference column : outside) {
            if (view.isOfBase(column)) {
                columns.add(new NamedColumn(view.base(), column));
            }
            column.qualifier()
                    .flatMap(view::join)
                    .map(Join::joined)
                    .filter(JoinedTable.Whole.class::isInstance)
                    .ifPresent(whole -> columns.add(new NamedColumn(whole.table(), column)));
        }
        return columns;
    }
}
