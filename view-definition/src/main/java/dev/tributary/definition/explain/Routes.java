package dev.tributary.definition.explain;

import dev.tributary.definition.resolved.ResolvedJoin;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.ArrayList;
import java.util.List;

/** The HTTP routes of a view, named by its tables. */
public final class Routes {

    /** A path, with what it answers. */
    public record Route(String path, String answers) {}

    private Routes() {}

    public static List<Route> of(ResolvedView view) {
        String base = "/" + view.base().name().table();
        List<Route> routes = new ArrayList<>();
        routes.add(new Route(base + "/{" + view.key().name() + "}", "one row by its key"));
        routes.add(new Route(base, "all rows, page by page"));
        for (ResolvedJoin join : joinsByForeignKey(view)) {
            String table = join.table().name().table();
            String foreignKey = join.foreignKey().name();
            boolean isOnlyOne = joinsByForeignKey(view).stream()
                            .filter(other -> other.table().name().table().equals(table))
                            .count()
                    == 1;
            routes.add(
                    isOnlyOne && !table.equals(view.base().name().table())
                            ? new Route(
                                    "/" + table + "/{" + join.primaryKey().name() + "}" + base,
                                    "the rows of one of " + table)
                            : new Route(base + "?" + foreignKey + "=", "the rows whose " + foreignKey + " is this"));
        }
        routes.add(new Route(base + "/stream", "every change, as it happens"));
        return List.copyOf(routes);
    }

    /** The first of the joins that a foreign key is used by for the same table. */
    static List<ResolvedJoin> joinsByForeignKey(ResolvedView view) {
        List<ResolvedJoin> distinct = new ArrayList<>();
        for (ResolvedJoin join : view.joins()) {
            boolean isKnown = distinct.stream()
                    .anyMatch(other -> other.table().name().equals(join.table().name())
                            && other.foreignKey()
                                    .name()
                                    .equals(join.foreignKey().name()));
            if (!isKnown) {
                distinct.add(join);
            }
        }
        return distinct;
    }
}
