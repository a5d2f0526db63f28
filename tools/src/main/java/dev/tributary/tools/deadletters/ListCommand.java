package dev.tributary.tools.deadletters;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Show the dead letters that are not settled, the oldest one first.")
final class ListCommand implements Callable<Integer> {

    private static final JsonMapper JSON = new JsonMapper();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many to show at most; by default ${DEFAULT-VALUE}.")
    private int limit = 100;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final DeadLetterOptions options = new DeadLetterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<View> named = options.named(view);
        Collection<DeadLetter> open = options.read().open();
        PrintWriter out = spec.commandLine().getOut();
        open.stream().limit(limit).forEach(letter -> out.println(json ? json(letter, named) : text(letter, named)));
        if (!json) {
            out.println(summary(open.size()));
        }
        out.flush();
        return ExitCode.OK;
    }

    private String summary(int count) {
        return switch (count) {
            case 0 -> DeadLetterTopic.NONE;
            case 1 -> "1 dead letter";
            default -> count + " dead letters" + (count > limit ? ", of which the oldest " + limit + " are shown" : "");
        };
    }

    private static String text(DeadLetter letter, Optional<View> view) {
        String key = Terminal.printable(letter.recordKey(view).toString());
        return letter.origin() + "  key " + key + "  since " + letter.since() + "  " + letter.stage() + "\n    "
                + letter.shortException() + ": " + Terminal.printable(letter.message());
    }

    private static String json(DeadLetter letter, Optional<View> view) {
        ObjectNode node = JSON.createObjectNode()
                .put("origin", letter.origin().toString())
                .put("key", letter.recordKey(view).toString())
                .put("since", letter.since().toString())
                .put("stage", letter.stage())
                .put("processor", letter.processor())
                .put("exception", letter.exception())
                .put("message", letter.message());
        return node.toString();
    }
}
