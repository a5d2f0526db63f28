package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.Column;
import java.util.List;

/** A column of a view. */
public sealed interface OutputColumn {

    String name();

    record OfBase(String name, Column column) implements OutputColumn {}

    /** Null where there is no row to join. */
    record OfJoined(String name, ResolvedJoin join, Column column) implements OutputColumn {}

    /** A joined row as one value; null where there is none. */
    record Row(String name, ResolvedJoin join, List<NamedColumn> columns) implements OutputColumn {
        public Row {
            columns = List.copyOf(columns);
        }
    }
}
