package dev.tributary.tools.deadletters;

import dev.tributary.tools.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "discard",
        description =
                "Settle dead letters without having them read once more. The records stay where they are; the list"
                        + " does not show them any longer.")
final class DiscardCommand implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private final Selection selection = new Selection();

    @Mixin
    private final DeadLetterOptions options = new DeadLetterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (Settlement settlement = Settlement.open(options.kafka(), options.topic())) {
            List<DeadLetter> letters = selection.from(options.read());
            Settlement.Batch batch = new Settlement.Batch();
            letters.forEach(letter -> batch.settle(letter, Resolution.DISCARDED));
            settlement.commit(batch);
            PrintWriter out = spec.commandLine().getOut();
            if (letters.isEmpty()) {
                out.println(DeadLetterTopic.NONE);
            }
            letters.forEach(letter -> out.println(letter.origin() + "  " + Resolution.DISCARDED.key()));
            out.flush();
            return ExitCode.OK;
        }
    }
}
