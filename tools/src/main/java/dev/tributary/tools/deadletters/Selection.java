package dev.tributary.tools.deadletters;

import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters: those that are named, or all that are open. */
final class Selection {

    @Parameters(paramLabel = "ORIGIN", arity = "1..*", description = "Dead letters, as `dead-letters list` names them.")
    private List<String> origins = List.of();

    @Option(names = "--all", required = true, description = "All that are not settled.")
    private boolean all;

    List<DeadLetter> from(DeadLetterTopic topic) {
        return topic.select(origins, all);
    }
}
