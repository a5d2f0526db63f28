package dev.tributary.definition.resolved;

import dev.tributary.definition.Refusal;
import java.util.List;

/** What became of a definition in a database. */
public sealed interface Resolution {

    record Resolved(ResolvedView view) implements Resolution {}

    /**
     * The definition is not a view in this database.
     *
     * @param refusals at least one, in the order of the text
     */
    record Refused(List<Refusal> refusals) implements Resolution {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }
}
