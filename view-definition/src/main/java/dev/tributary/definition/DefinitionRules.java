package dev.tributary.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a definition must keep to, as far as that can be known without its tables. */
final class DefinitionRules {

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final ViewDefinition view;
    private final List<Refusal> refusals = new ArrayList<>();

    DefinitionRules(ViewDefinition view) {
        this.view = view;
    }

    List<Refusal> refusals() {
        viewName();
        hasJoins();
        scopeNames();
        view.joins().forEach(this::joinedPart);
        view.joins().forEach(this::condition);
        view.items().forEach(this::item);
        columnNames(view.items());
        view.joins().forEach(this::isSelected);
        view.joins().forEach(this::foreignKeyIsSelected);
        foreignKeysAreNotTooMany();
        return refusals.stream()
                .sorted(Comparator.comparing(Refusal::at))
                .distinct()
                .toList();
    }

    private void viewName() {
        String name = view.name().text();
        if (!TOPIC.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            refuse(
                    view.name().at(),
                    "the view's name is that of its topic, and \"%s\" cannot be".formatted(name),
                    "use letters, digits, point, underscore and hyphen");
        } else if (name.startsWith("cdc.") || name.startsWith("tributary.") || name.startsWith("__")) {
            refuse(
                    view.name().at(),
                    "the view's name is that of its topic, and names such as \"%s\" are of other topics"
                            .formatted(name),
                    "use another name");
        }
    }

    private void hasJoins() {
        if (view.joins().isEmpty()) {
            refuse(
                    view.base().table().at(),
                    "the view joins no table: its rows would be those of \"%s\" alone"
                            .formatted(view.base().table()),
                    "add a table that it refers to, such as LEFT JOIN users u ON u.id = %s.user_id"
                            .formatted(view.base().scopeName()));
        }
    }

    private void foreignKeysAreNotTooMany() {
        Set<String> foreignKeys = new HashSet<>();
        for (Join join : view.joins()) {
            boolean isNew = foreignKeys.add(join.baseSide().column().text());
            if (isNew && foreignKeys.size() == ViewDefinition.MOST_FOREIGN_KEYS + 1) {
                refuse(
                        join.baseSide().at(),
                        "tables are joined by more than %d columns of \"%s\""
                                .formatted(
                                        ViewDefinition.MOST_FOREIGN_KEYS,
                                        view.base().scopeName()),
                        "leave joins out, or divide them among several views of the table");
            }
        }
    }

    private void scopeNames() {
        Map<String, Name> seen = new HashMap<>();
        seen.put(view.base().scopeName().text(), view.base().scopeName());
        for (Join join : view.joins()) {
            Name name = join.scopeName();
            if (seen.putIfAbsent(name.text(), name) != null) {
                refuse(
                        name.at(),
                        "two tables have the name \"" + name + "\" here",
                        "give this one an alias of its own");
            }
        }
    }

    private void joinedPart(Join join) {
        if (join.joined() instanceof JoinedTable.Part part) {
            columnNames(part.columns());
            for (SelectItem.Plain column : part.columns()) {
                Optional<Name> qualifier = column.column().qualifier();
                if (qualifier.isPresent() && !qualifier.get().is(part.table().scopeName())) {
                    unknownTable(
                            qualifier.get(),
                            Map.of(part.table().scopeName(), part.table().table()));
                }
            }
        }
    }

    private void condition(Join join) {
        ColumnReference left = join.on().left();
        ColumnReference right = join.on().right();
        for (ColumnReference side : List.of(left, right)) {
            if (side.qualifier().isEmpty()) {
                unqualified(side);
                return;
            }
            if (isUnknown(side.qualifier().get())) {
                unknownTable(side.qualifier().get(), scope());
                return;
            }
        }
        Name base = view.base().scopeName();
        boolean isJoinToBase =
                left.isOf(base) ? right.isOf(join.scopeName()) : left.isOf(join.scopeName()) && right.isOf(base);
        if (!isJoinToBase) {
            notToBase(join);
            return;
        }
        if (join.joined() instanceof JoinedTable.Part part
                && part.column(join.joinedSide().column().text()).isEmpty()) {
            noColumn(part, join.joinedSide().column(), "select the primary key in it");
        }
    }

    private void notToBase(Join join) {
        Name base = view.base().scopeName();
        Optional<String> circle = JoinPath.circle(view, join);
        if (circle.isPresent()) {
            refuse(
                    join.on().left().at(),
                    "\"%s\" is joined in a circle: %s".formatted(join.scopeName(), circle.get()),
                    "join it by its primary key and a column of \"%1$s\", or leave it out: a view has the rows that a row of \"%1$s\" refers to, and not those that these refer to"
                            .formatted(base));
        } else {
            refuse(
                    join.on().left().at(),
                    "this does not join \"%s\" to the base table: %s = %s"
                            .formatted(
                                    join.scopeName(),
                                    join.on().left(),
                                    join.on().right()),
                    "write its primary key and a column of \"%s\"; a table that is joined to a joined one is not part of a view"
                            .formatted(base));
        }
    }

    /** @param remedy unless the sub-select has the name in another case */
    private void noColumn(JoinedTable.Part part, Name column, String remedy) {
        refuse(
                column.at(),
                "the sub-select \"%s\" has no column \"%s\"".formatted(part.alias(), column),
                OtherCase.of(column, part.columns().stream().map(SelectItem.Plain::name))
                        .map(OtherCase::remedy)
                        .orElse(remedy));
    }

    private void item(SelectItem item) {
        switch (item) {
            case SelectItem.Plain plain -> plainColumn(plain.column());
            case SelectItem.Row row -> wholeRow(row);
            case SelectItem.RowToJson row -> rowToJson(row);
        }
    }

    private void plainColumn(ColumnReference column) {
        if (column.qualifier().isEmpty()) {
            if (!view.joins().isEmpty()) {
                unqualified(column);
            }
            return;
        }
        Name qualifier = column.qualifier().get();
        Optional<Join> join = view.join(qualifier);
        if (isUnknown(qualifier)) {
            unknownTable(qualifier, scope());
        } else if (join.isPresent()
                && join.get().joined() instanceof JoinedTable.Part part
                && part.column(column.column().text()).isEmpty()) {
            noColumn(part, column.column(), "select it there");
        }
    }

    private void wholeRow(SelectItem.Row row) {
        Optional<Join> join = view.join(row.scopeName());
        if (join.isEmpty()) {
            refuse(
                    row.scopeName().at(),
                    "the base table's row is the view's row",
                    "write the columns of \"" + row.scopeName() + "\" one by one");
        } else if (join.get().joined() instanceof JoinedTable.Part) {
            refuse(
                    row.scopeName().at(),
                    "PostgreSQL has no type for the row of a sub-select in a view",
                    "write row_to_json(%s) AS %s"
                            .formatted(row.scopeName().quoted(), row.name().quoted()));
        }
    }

    private void rowToJson(SelectItem.RowToJson row) {
        Optional<Join> join = view.join(row.scopeName());
        if (join.isEmpty() || !(join.get().joined() instanceof JoinedTable.Part)) {
            refuse(
                    row.scopeName().at(),
                    "row_to_json is of a joined sub-select, and \"%s\" is none".formatted(row.scopeName()),
                    join.isPresent()
                            ? "write %s AS %s"
                                    .formatted(
                                            row.scopeName().quoted(),
                                            row.alias().quoted())
                            : "join one: LEFT JOIN (SELECT id, name FROM customers) c ON c.id = o.customer_id");
        }
    }

    private void columnNames(List<? extends SelectItem> items) {
        Map<String, Name> seen = new HashMap<>();
        for (SelectItem item : items) {
            Name name = item.name();
            if (!AvroNames.isValid(name.text())) {
                refuse(
                        name.at(),
                        "Avro cannot have a field \"" + name + "\"",
                        "write a name of letters, digits and underscore: AS " + AvroNames.valid(name.text()));
            } else if (seen.putIfAbsent(name.text(), name) != null) {
                refuse(name.at(), "two columns have the name \"" + name + "\"", "give this one another name by AS");
            }
        }
    }

    private void isSelected(Join join) {
        boolean isUsed = view.items().stream().anyMatch(item -> switch (item) {
            case SelectItem.Plain plain -> plain.column().isOf(join.scopeName());
            case SelectItem.Row row -> row.scopeName().is(join.scopeName());
            case SelectItem.RowToJson row -> row.scopeName().is(join.scopeName());
        });
        if (!isUsed) {
            refuse(
                    join.scopeName().at(),
                    "nothing of \"%s\" is selected".formatted(join.scopeName()),
                    "select a column of it, or leave the join out");
        }
    }

    private void foreignKeyIsSelected(Join join) {
        ColumnReference foreignKey = join.baseSide();
        boolean isOfBase = foreignKey.isOf(view.base().scopeName());
        if (isOfBase && view.items().stream().noneMatch(item -> isColumn(item, foreignKey))) {
            refuse(
                    foreignKey.at(),
                    "the view does not select %s, by which \"%s\" is joined".formatted(foreignKey, join.scopeName()),
                    "add %s to its columns".formatted(foreignKey));
        }
    }

    private static boolean isColumn(SelectItem item, ColumnReference column) {
        return item instanceof SelectItem.Plain plain
                && plain.column().column().is(column.column())
                && plain.column().qualifier().isPresent()
                && column.isOf(plain.column().qualifier().get());
    }

    private boolean isUnknown(Name scopeName) {
        return !view.base().scopeName().is(scopeName) && view.join(scopeName).isEmpty();
    }

    /** @param scope the names of the tables that the text can speak of at this place, by the aliases that they have there */
    private void unknownTable(Name qualifier, Map<Name, Name> scope) {
        String alias = scope.entrySet().stream()
                .filter(table -> table.getValue().is(qualifier))
                .findFirst()
                .map(table -> "write its alias, " + table.getKey())
                .orElse("write the alias of a table");
        refuse(
                qualifier.at(),
                "no table has the name \"" + qualifier + "\" here",
                OtherCase.of(qualifier, scope.keySet().stream())
                        .map(OtherCase::remedy)
                        .orElse(alias));
    }

    private Map<Name, Name> scope() {
        Map<Name, Name> scope = new LinkedHashMap<>();
        scope.put(view.base().scopeName(), view.base().table());
        view.joins()
                .forEach(join ->
                        scope.put(join.scopeName(), join.joined().table().table()));
        return scope;
    }

    private void unqualified(ColumnReference column) {
        refuse(
                column.at(),
                "it is not said which table \"%s\" is of".formatted(column.column()),
                "write the table's alias before it, such as %s.%s"
                        .formatted(view.base().scopeName(), column.column()));
    }

    private void refuse(Position at, String problem, String remedy) {
        refusals.add(new Refusal(at, problem, remedy));
    }
}
