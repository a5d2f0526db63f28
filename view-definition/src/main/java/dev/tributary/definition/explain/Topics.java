package dev.tributary.definition.explain;

import dev.tributary.definition.catalogue.Table;

/** Names of the topics that change events are in. */
public final class Topics {

    private Topics() {}

    public static String of(Table table) {
        return "cdc." + table.name();
    }
}
