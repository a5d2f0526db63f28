package dev.tributary.definition.explain;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.resolved.KeyTypes;
import dev.tributary.definition.resolved.ResolvedJoin;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The HTTP routes of a view, named by its tables. */
public final class Routes {

    /** A path, with what it answers. */
    public record Route(String path, String answers) {}

    /** A joined table, and the field by which rows refer to it. */
    public record Reference(TableName table, String foreignKey) {

        public static Reference of(ViewContract.Referenced join) {
            return new Reference(join.table(), join.foreignKey().field().name());
        }

        /**
         * Whether a path of the table leads to those that refer to a row, and not a parameter with the foreign key: where no other one refers to
         * a table of that name, and the base table has another name.
         *
         * @param all of the view
         */
        public boolean hasPath(TableName base, Collection<Reference> all) {
            return !table.table().equals(base.table())
                    && all.stream()
                            .filter(other -> other.table.table().equals(table.table()))
                            .allMatch(this::equals);
        }
    }

    private Routes() {}

    public static List<Route> of(ResolvedView view) {
        String base = "/" + view.base().name().table();
        List<Route> routes = new ArrayList<>();
        routes.add(new Route(base + "/{" + view.key().name() + "}", "one row by its key"));
        boolean isForeignKey = view.joins().stream()
                .anyMatch(join -> join.foreignKey().name().equals(view.key().name()));
        if (isText(view.key().column()) && !isForeignKey) {
            routes.add(new Route(
                    base + "?" + view.key().name() + "=", "the same, for a text that can be no part of a path"));
        }
        routes.add(new Route(base, "all rows, page by page"));
        List<Reference> references = joinsByForeignKey(view).stream()
                .map(join ->
                        new Reference(join.table().name(), join.foreignKey().name()))
                .toList();
        for (ResolvedJoin join : joinsByForeignKey(view)) {
            String table = join.table().name().table();
            String foreignKey = join.foreignKey().name();
            boolean hasPath = new Reference(join.table().name(), foreignKey)
                    .hasPath(view.base().name(), references);
            if (hasPath) {
                routes.add(new Route(
                        "/" + table + "/{" + join.primaryKey().name() + "}" + base, "the rows of one of " + table));
            }
            if (!hasPath || isText(join.foreignKey().column())) {
                routes.add(new Route(base + "?" + foreignKey + "=", "the rows whose " + foreignKey + " is this"));
            }
        }
        routes.add(new Route(base + "/stream", "every change, as it happens"));
        return List.copyOf(routes);
    }

    private static boolean isText(Column key) {
        return KeyTypes.of(key).filter(type -> !type.isSegment()).isPresent();
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
