package dev.tributary.definition.explain;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.key.KeyType;
import dev.tributary.definition.resolved.KeyTypes;
import dev.tributary.definition.resolved.ResolvedJoin;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a view becomes.
 *
 * @param keys the primary key of each table, a line each
 * @param stores what the application holds, a line each
 */
public record Explanation(
        String view,
        String base,
        List<String> joins,
        List<String> keys,
        List<Source> sources,
        List<Routes.Route> routes,
        List<String> stores) {

    /** A topic that is read, and the columns of its table that have to be captured. */
    public record Source(String topic, List<String> columns) {}

    public static Explanation of(ResolvedView view) {
        return new Explanation(
                view.name(),
                "%s, by its key %s"
                        .formatted(view.base().name(), view.key().column().name()),
                view.joins().stream().map(Explanation::join).toList(),
                view.tables().stream().map(Explanation::key).toList(),
                view.tables().stream().map(table -> source(view, table)).toList(),
                Routes.of(view),
                stores(view));
    }

    private static String join(ResolvedJoin join) {
        return "%s as %s, by %s = %s"
                .formatted(
                        join.table().name(),
                        join.scopeName(),
                        join.primaryKey().name(),
                        join.foreignKey().column().name());
    }

    private static String key(Table table) {
        Column key = table.column(table.primaryKey().getFirst()).orElseThrow();
        String record = KeyTypes.of(key).orElseThrow() == KeyType.INTEGER ? "8 bytes (big-endian)" : "UTF-8";
        return "%s.%s is %s, and %s as a record's key"
                .formatted(table.name(), key.name(), key.type().written(), record);
    }

    private static Source source(ResolvedView view, Table table) {
        return new Source(
                table.name().changeTopic(),
                view.captured(table).stream().map(Column::name).toList());
    }

    private static List<String> stores(ResolvedView view) {
        List<String> stores = new ArrayList<>();
        stores.add("rows of %s, by key, in the process that has their partition"
                .formatted(view.base().name()));
        for (Table table : joinedTables(view)) {
            stores.add("rows of %s, by key, in every process".formatted(table.name()));
        }
        stores.add("results of %s, by key".formatted(view.name()));
        Routes.joinsByForeignKey(view).stream()
                .map(join -> join.foreignKey().name())
                .distinct()
                .forEach(foreignKey -> stores.add("keys of %s, by %s".formatted(view.name(), foreignKey)));
        return stores;
    }

    private static List<Table> joinedTables(ResolvedView view) {
        return view.tables().stream()
                .filter(table -> view.joins().stream()
                        .anyMatch(join -> join.table().name().equals(table.name())))
                .toList();
    }

    /** For people. */
    public String text() {
        List<String> lines = new ArrayList<>(List.of("view    " + view, "topic   " + view, "base    " + base));
        joins.forEach(join -> lines.add("join    " + join));
        keys.forEach(key -> lines.add("key     " + key));
        sources.forEach(source -> lines.add("reads   " + source.topic() + ": " + String.join(", ", source.columns())));
        routes.forEach(route -> lines.add("GET     " + route.path() + "  " + route.answers()));
        stores.forEach(store -> lines.add("holds   " + store));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
