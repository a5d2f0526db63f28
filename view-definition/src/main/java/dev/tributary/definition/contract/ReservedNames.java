package dev.tributary.definition.contract;

import dev.tributary.definition.Join;
import dev.tributary.definition.Name;
import dev.tributary.definition.Position;
import dev.tributary.definition.Refusal;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.contract.ViewContract.Column;
import dev.tributary.definition.contract.ViewContract.Referenced;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names that the HTTP API has itself: a view that has one of them can be joined, and not be served. */
public final class ReservedNames {

    /** Paths of the API that are not of a view. */
    private static final Set<String> PATHS = Set.of("health", "instances", "internal", "openapi.json", "topology");

    /** The member of a page beside its rows. */
    private static final String NEXT = "next";

    /** Names of events, schemas and operations of the API that are not of a view. */
    private static final Set<String> OTHERS =
            Set.of("live", "removed", "page", "events", "health", "topologies", "instances", "problem", "contract");

    /** Names of query parameters that every page has. */
    private static final Set<String> PAGE_PARAMETERS = Set.of("after", "limit", "stale");

    /** One that the stream has. */
    private static final String STATE = "state";

    private ReservedNames() {}

    /** What has such a name. */
    private enum Kind {
        TABLE("table %s"),
        PREFIX("prefix %s in the contract"),
        COLUMN("column %s");

        private final String described;

        Kind(String described) {
            this.described = described;
        }
    }

    private record Taken(Kind kind, String name) {
        String described() {
            return kind.described.formatted(name);
        }
    }

    /** Whether no row can be called so. */
    static boolean isOfARow(String name) {
        return OTHERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** What in a view has such a name, such as {@code table health}; none if it can be served. */
    public static List<String> in(ViewContract view) {
        return taken(view).stream().map(Taken::described).toList();
    }

    /**
     * The same, at its places in the text.
     *
     * @param view of this definition
     */
    public static List<Refusal> refusals(ViewDefinition definition, ViewContract view) {
        return taken(view).stream()
                .map(taken -> new Refusal(
                        place(definition, taken),
                        "the HTTP API uses the name of the " + taken.described() + " itself",
                        remedy(definition, taken)))
                .sorted(Comparator.comparing(Refusal::at))
                .toList();
    }

    private static Set<Taken> taken(ViewContract view) {
        Set<Taken> taken = new LinkedHashSet<>();
        String rows = view.base().table().table();
        Column key = view.base().columns().getFirst();
        if (PATHS.contains(rows) || rows.equals(NEXT)) {
            taken.add(new Taken(Kind.TABLE, rows));
        }
        if (isOfARow(view.base().origin().prefix())) {
            taken.add(new Taken(Kind.PREFIX, view.base().origin().prefix()));
        }
        if (!key.keyType().isSegment() && PAGE_PARAMETERS.contains(key.field().name())) {
            taken.add(new Taken(Kind.COLUMN, key.field().name()));
        }
        for (Referenced join : view.referenced()) {
            String foreignKey = join.foreignKey().field().name();
            if (PATHS.contains(join.table().table())) {
                taken.add(new Taken(Kind.TABLE, join.table().table()));
            }
            if (PAGE_PARAMETERS.contains(foreignKey) || foreignKey.equals(STATE)) {
                taken.add(new Taken(Kind.COLUMN, foreignKey));
            }
        }
        return taken;
    }

    private static Position place(ViewDefinition definition, Taken taken) {
        Name base = definition.base().table();
        return switch (taken.kind()) {
            case PREFIX -> base.at();
            case TABLE ->
                base.text().equals(taken.name())
                        ? base.at()
                        : definition.joins().stream()
                                .map(Join::joined)
                                .map(joined -> joined.table().table())
                                .filter(table -> table.text().equals(taken.name()))
                                .findFirst()
                                .orElse(base)
                                .at();
            case COLUMN ->
                definition.items().stream()
                        .filter(item -> item.name().text().equals(taken.name()))
                        .findFirst()
                        .orElseThrow()
                        .name()
                        .at();
        };
    }

    private static String remedy(ViewDefinition definition, Taken taken) {
        return switch (taken.kind()) {
            case PREFIX ->
                "give its fields another prefix in the contract: %1$s_row_lsn, %1$s_row_committed_at"
                        .formatted(taken.name());
            case TABLE -> "rename the table";
            case COLUMN ->
                "give it another name by AS, such as AS %s_%s"
                        .formatted(definition.base().scopeName(), taken.name());
        };
    }
}
