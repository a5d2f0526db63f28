package dev.tributary.definition;

import java.util.List;

/** What became of the text of a definition. */
public sealed interface ParseResult {

    /** The text is a view as far as that can be known without its tables. */
    record Parsed(ViewDefinition view) implements ParseResult {}

    /**
     * The text is not a view.
     *
     * @param refusals at least one, in the order of the text
     */
    record Refused(List<Refusal> refusals) implements ParseResult {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }
}
