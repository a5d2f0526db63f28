package dev.tributary.tools.deadletters;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "Have the application read records once more, after what was wrong has been put right.",
            "",
            "A record is appended to the topic that it came from, unless that has a later record of the same row, which says"
                    + " all that it said: then it is superseded. To replay one twice changes nothing. A record that fails"
                    + " again is a new dead letter. Where the database has the row, ./tributary snapshot --where is as good."
        })
final class ReplayCommand implements Callable<Integer> {

    @ArgGroup(multiplicity = "1")
    private final Selection selection = new Selection();

    @Mixin
    private final DeadLetterOptions options = new DeadLetterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        // Before they are read: whoever settles at the same time is shut out, or has written what is read.
        try (Settlement settlement = Settlement.open(options.kafka(), options.topic())) {
            DeadLetterTopic topic = options.read();
            List<DeadLetter> letters = selection.from(topic);
            ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
            PrintWriter out = spec.commandLine().getOut();
            if (letters.isEmpty()) {
                out.println(DeadLetterTopic.NONE);
            }
            new Replay(options.kafka(), settlement, topic.origins(), progress::update)
                    .run(letters, (letter, resolution) -> {
                        progress.clear();
                        out.println(letter.origin() + "  " + resolution.key());
                    });
            out.flush();
            return ExitCode.OK;
        }
    }
}
