package dev.tributary.definition.resolved;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.ColumnReference;
import dev.tributary.definition.Join;
import dev.tributary.definition.JoinedTable;
import dev.tributary.definition.Name;
import dev.tributary.definition.Position;
import dev.tributary.definition.SelectItem;
import dev.tributary.definition.TableReference;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the tables and columns of a definition, and checks whether they can be captured and joined. */
public final class Resolver {

    private static final String LEAVE_OUT = "leave it out";

    private final ViewDefinition definition;
    private final Table base;
    private final Map<String, Table> joined;
    private final Refusals refusals;

    private Resolver(ViewDefinition definition, Table base, Map<String, Table> joined, Refusals refusals) {
        this.definition = definition;
        this.base = base;
        this.joined = joined;
        this.refusals = refusals;
    }

    /**
     * Resolves a definition.
     *
     * @throws SQLException if the tables could not be read
     */
    public static Resolution resolve(ViewDefinition definition, Tables tables) throws SQLException {
        Refusals refusals = new Refusals();
        Optional<Table> base = find(definition.base(), tables, refusals);
        Map<String, Table> joined = new LinkedHashMap<>();
        for (Join join : definition.joins()) {
            find(join.joined().table(), tables, refusals)
                    .ifPresent(table -> joined.put(join.scopeName().text(), table));
        }
        if (base.isEmpty() || !refusals.isEmpty()) {
            return new Resolution.Refused(refusals.inOrder());
        }
        return new Resolver(definition, base.get(), joined, refusals).resolve();
    }

    private static Optional<Table> find(TableReference reference, Tables tables, Refusals refusals)
            throws SQLException {
        Optional<Table> table = tables.table(reference);
        if (table.isEmpty()) {
            refusals.add(
                    reference.table().at(),
                    "there is no table %s".formatted(reference.quoted()),
                    "write its schema before it, or create it");
        } else {
            TableRules.check(table.get(), reference.table().at(), refusals);
            if (reference.schema().isEmpty() && !table.get().name().schema().equals(TableName.DEFAULT_SCHEMA)) {
                refusals.add(
                        reference.table().at(),
                        "%s is %s by the search path of this session, and a table of schema %s for the application"
                                .formatted(reference.quoted(), table.get().name(), TableName.DEFAULT_SCHEMA),
                        "write its schema before it");
            }
        }
        return table;
    }

    private Resolution resolve() {
        List<ResolvedJoin> joins = new ArrayList<>();
        for (Join join : definition.joins()) {
            join(join).ifPresent(joins::add);
        }
        List<OutputColumn> columns = new ArrayList<>();
        for (SelectItem item : definition.items()) {
            item(item, joins).ifPresent(columns::add);
        }
        Optional<NamedColumn> key = baseColumn(columns, base.primaryKey().getFirst());
        if (key.isEmpty()) {
            refusals.add(
                    definition.base().table().at(),
                    "the view does not select the primary key of its base table, %s"
                            .formatted(base.primaryKey().getFirst()),
                    "add %s to its columns".formatted(base.primaryKey().getFirst()));
        }
        key.filter(known -> !known.name().equals(columns.getFirst().name()))
                .ifPresent(known -> refusals.add(
                        definition.items().getFirst().name().at(),
                        "the first column of the view is not the primary key of its base table, "
                                + known.column().name(),
                        "write it first: the contract's first field is the key of its records"));
        if (key.isEmpty() || !refusals.isEmpty()) {
            return new Resolution.Refused(refusals.inOrder());
        }
        ResolvedView view = new ResolvedView(definition, base, key.get(), joins, columns);
        view.tables()
                .forEach(table -> ColumnRules.distinctNames(
                        table, view.captured(table), definition.base().table().at(), refusals));
        return refusals.isEmpty() ? new Resolution.Resolved(view) : new Resolution.Refused(refusals.inOrder());
    }

    private static Optional<NamedColumn> baseColumn(List<OutputColumn> columns, String name) {
        for (OutputColumn column : columns) {
            if (column instanceof OutputColumn.OfBase of && of.column().name().equals(name)) {
                return Optional.of(new NamedColumn(of.name(), of.column()));
            }
        }
        return Optional.empty();
    }

    private Optional<ResolvedJoin> join(Join join) {
        Table table = joinedTable(join.scopeName());
        Optional<Column> primaryKey = column(table, tableColumn(join.joined(), join.joinedSide()));
        Optional<Column> foreignKey = column(base, join.baseSide());
        if (primaryKey.isEmpty() || foreignKey.isEmpty()) {
            return Optional.empty();
        }
        if (!table.isPrimaryKey(primaryKey.get().name())) {
            notByThePrimaryKey(join, table, primaryKey.get(), foreignKey.get());
            return Optional.empty();
        }
        Position at = join.baseSide().at();
        TableRules.keyType(base, foreignKey.get(), at, refusals);
        if (KeyTypes.of(foreignKey.get()).isPresent()
                && !KeyTypes.of(foreignKey.get()).equals(KeyTypes.of(primaryKey.get()))) {
            refusals.add(
                    at,
                    "%s of type %s does not refer to a key of type %s"
                            .formatted(
                                    join.baseSide(),
                                    foreignKey.get().type().written(),
                                    primaryKey.get().type().written()),
                    "join columns of one type");
        }
        return Optional.of(new ResolvedJoin(
                join.scopeName().text(),
                table,
                primaryKey.get(),
                new NamedColumn(outputName(join.baseSide()), foreignKey.get())));
    }

    private void notByThePrimaryKey(Join join, Table table, Column joined, Column ofBase) {
        String byPrimaryKey =
                "join by the primary key, %s".formatted(table.primaryKey().getFirst());
        boolean refersToBase = base.isPrimaryKey(ofBase.name());
        refusals.add(
                join.joinedSide().at(),
                refersToBase
                        ? "%s.%s refers to %s, so that any number of rows would be joined to one"
                                .formatted(table.name(), joined.name(), base.name())
                        : "%s.%s is not the primary key of its table".formatted(table.name(), joined.name()),
                refersToBase
                        ? "%s and a column of %s that refers to it, or make the view of %s and join %s to it"
                                .formatted(byPrimaryKey, base.name(), table.name(), base.name())
                        : byPrimaryKey);
    }

    /** Under which name the view selects a column of the base table. */
    private String outputName(ColumnReference column) {
        return definition.items().stream()
                .filter(item -> item instanceof SelectItem.Plain plain
                        && definition.isOfBase(plain.column())
                        && plain.column().column().is(column.column()))
                .findFirst()
                .map(item -> item.name().text())
                .orElseThrow();
    }

    private Table joinedTable(Name scopeName) {
        Table table = joined.get(scopeName.text());
        if (table == null) {
            throw new IllegalStateException("not joined: " + scopeName);
        }
        return table;
    }

    /** The column of the table itself, which a sub-select may have under another name. */
    private static ColumnReference tableColumn(JoinedTable joinedTable, ColumnReference column) {
        return switch (joinedTable) {
            case JoinedTable.Whole whole -> column;
            case JoinedTable.Part part ->
                part.column(column.column().text())
                        .map(inside -> new ColumnReference(
                                Optional.empty(),
                                new Name(inside.column().text(), column.column().at())))
                        .orElse(column);
        };
    }

    private Optional<Column> column(Table table, ColumnReference reference) {
        Optional<Column> column = table.column(reference.column().text());
        if (column.isEmpty()) {
            refusals.add(
                    reference.column().at(),
                    "table %s has no column \"%s\" that is captured".formatted(table.name(), reference.column()),
                    "write the name of a column of it");
        }
        return column;
    }

    private Optional<OutputColumn> item(SelectItem item, List<ResolvedJoin> joins) {
        return switch (item) {
            case SelectItem.Plain plain -> plain(plain, joins);
            case SelectItem.Row row -> row(row.name(), row.scopeName(), joins);
            case SelectItem.RowToJson row -> row(row.name(), row.scopeName(), joins);
        };
    }

    private Optional<OutputColumn> plain(SelectItem.Plain item, List<ResolvedJoin> joins) {
        String name = item.name().text();
        Position at = item.column().at();
        if (definition.isOfBase(item.column())) {
            Optional<Column> column = column(base, item.column());
            column.ifPresent(known -> ColumnRules.check(base, known, at, LEAVE_OUT, refusals));
            return column.map(known -> new OutputColumn.OfBase(name, known));
        }
        Join join = definition.join(item.column().qualifier().orElseThrow()).orElseThrow();
        Table table = joinedTable(join.scopeName());
        Optional<Column> column = column(table, tableColumn(join.joined(), item.column()));
        column.ifPresent(known -> ColumnRules.check(table, known, at, LEAVE_OUT, refusals));
        return column.flatMap(
                known -> resolved(join, joins).map(resolved -> new OutputColumn.OfJoined(name, resolved, known)));
    }

    private static Optional<ResolvedJoin> resolved(Join join, List<ResolvedJoin> joins) {
        return joins.stream()
                .filter(known -> known.scopeName().equals(join.scopeName().text()))
                .findFirst();
    }

    private Optional<OutputColumn> row(Name name, Name scopeName, List<ResolvedJoin> joins) {
        Join join = definition.join(scopeName).orElseThrow();
        refuseColumnOfThatName(scopeName);
        List<NamedColumn> columns = switch (join.joined()) {
            case JoinedTable.Whole whole -> wholeRow(whole, name);
            case JoinedTable.Part part -> part(part);
        };
        return resolved(join, joins).map(known -> new OutputColumn.Row(name.text(), known, columns));
    }

    /** PostgreSQL takes a name for a column of any table, and only if there is none for a row. */
    private void refuseColumnOfThatName(Name scopeName) {
        for (Join join : definition.joins()) {
            boolean hasIt = switch (join.joined()) {
                case JoinedTable.Whole whole ->
                    joinedTable(join.scopeName()).column(scopeName.text()).isPresent();
                case JoinedTable.Part part -> part.column(scopeName.text()).isPresent();
            };
            if (hasIt) {
                refuseAmbiguous(scopeName, joinedTable(join.scopeName()));
            }
        }
        if (base.column(scopeName.text()).isPresent()) {
            refuseAmbiguous(scopeName, base);
        }
    }

    private void refuseAmbiguous(Name scopeName, Table table) {
        refusals.add(
                scopeName.at(),
                "\"%s\" is a column of %s here, and not a row".formatted(scopeName, table.name()),
                "give the joined table an alias that is no column");
    }

    private List<NamedColumn> wholeRow(JoinedTable.Whole whole, Name name) {
        Table table = joinedTable(whole.scopeName());
        String remedy = "join (SELECT …) %s with the columns that you need, and write row_to_json(%s) AS %s"
                .formatted(whole.scopeName().quoted(), whole.scopeName().quoted(), name.quoted());
        List<NamedColumn> columns = new ArrayList<>();
        for (Column column : table.columns()) {
            if (!AvroNames.isValid(column.name())) {
                refusals.add(
                        name.at(),
                        "Avro cannot have a field \"%s\", which is a column of %s"
                                .formatted(column.name(), table.name()),
                        remedy);
            }
            ColumnRules.check(table, column, name.at(), remedy, refusals);
            columns.add(new NamedColumn(column.name(), column));
        }
        return columns;
    }

    private List<NamedColumn> part(JoinedTable.Part part) {
        Table table = joinedTable(part.alias());
        List<NamedColumn> columns = new ArrayList<>();
        for (SelectItem.Plain item : part.columns()) {
            column(table, item.column()).ifPresent(column -> {
                ColumnRules.check(table, column, item.column().at(), LEAVE_OUT, refusals);
                columns.add(new NamedColumn(item.name().text(), column));
            });
        }
        return columns;
    }
}
