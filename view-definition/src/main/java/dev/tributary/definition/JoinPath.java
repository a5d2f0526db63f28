package dev.tributary.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables by way of which one is joined that is not joined to the base table. */
final class JoinPath {

    private final ViewDefinition view;
    private final Deque<TableReference> tables = new ArrayDeque<>();
    private final Set<String> scopeNames = new HashSet<>();
    private boolean isCircle;

    private JoinPath(ViewDefinition view) {
        this.view = view;
    }

    /** The path, such as {@code orders → users → orders}, if a table is there twice. */
    static Optional<String> circle(ViewDefinition view, Join join) {
        JoinPath path = new JoinPath(view);
        path.follow(join);
        return path.isCircle
                ? Optional.of(path.tables.stream().map(JoinPath::named).collect(Collectors.joining(" → ")))
                : Optional.empty();
    }

    /** From a join to the table that it is joined to, and on to the base table if that is where the path leads. */
    private void follow(Join join) {
        addFirst(join.joined().table());
        if (!scopeNames.add(join.scopeName().text())) {
            return;
        }
        boolean isOfBoth =
                join.on().left().isOf(join.scopeName()) && join.on().right().isOf(join.scopeName());
        Optional<Name> other = isOfBoth ? Optional.empty() : join.baseSide().qualifier();
        if (other.filter(view.base().scopeName()::is).isPresent()) {
            addFirst(view.base());
        } else {
            other.flatMap(view::join).ifPresent(this::follow);
        }
    }

    private void addFirst(TableReference table) {
        isCircle |= tables.stream().anyMatch(known -> named(known).equals(named(table)));
        tables.addFirst(table);
    }

    private static String named(TableReference table) {
        return table.schema().map(schema -> schema + ".").orElse("") + table.table();
    }
}
