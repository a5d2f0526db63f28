package dev.tributary.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        scopeNames();
        view.joins().forEach(this::joinedPart);
        view.joins().forEach(this::condition);
        view.items().forEach(this::item);
        columnNames(view.items());
        view.joins().forEach(this::isSelected);
        view.joins().forEach(this::foreignKeyIsSelected);
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
                    unknownTable(qualifier.get());
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
                unknownTable(side.qualifier().get());
                return;
            }
        }
        Name base = view.base().scopeName();
        boolean isJoinToBase =
                left.isOf(base) ? right.isOf(join.scopeName()) : left.isOf(join.scopeName()) && right.isOf(base);
        if (!isJoinToBase) {
            refuse(
                    left.at(),
                    "this does not join \"%s\" to the base table: %s = %s".formatted(join.scopeName(), left, right),
                    "write its primary key and a column of \"%s\"; a table that is joined to a joined one is not part of a view"
                            .formatted(base));
            return;
        }
        if (join.joined() instanceof JoinedTable.Part part
                && part.column(join.joinedSide().column().text()).isEmpty()) {
            refuse(
                    join.joinedSide().column().at(),
                    "the sub-select \"%s\" has no column \"%s\""
                            .formatted(part.alias(), join.joinedSide().column()),
                    "select the primary key in it");
        }
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
            unknownTable(qualifier);
        } else if (join.isPresent()
                && join.get().joined() instanceof JoinedTable.Part part
                && part.column(column.column().text()).isEmpty()) {
            refuse(
                    column.column().at(),
                    "the sub-select \"%s\" has no column \"%s\"".formatted(qualifier, column.column()),
                    "select it there");
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

    private void unknownTable(Name qualifier) {
        refuse(qualifier.at(), "no table has the name \"" + qualifier + "\" here", "write the alias of a table");
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
