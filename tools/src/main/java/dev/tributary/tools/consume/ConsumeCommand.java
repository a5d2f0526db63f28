package dev.tributary.tools.consume;

import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.definition.ByOption;
import dev.tributary.tools.definition.KeyArgument;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.TopicReader;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "consume", description = "Print the rows of a view, decoded: live, or from the beginning of its topic.")
public final class ConsumeCommand implements Callable<Integer> {

    @Option(
            names = "--topic",
            description = "Another topic with Avro values, such as cdc.public.orders; by default that of the view.")
    private @Nullable String topic;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "A table, or one JSON object a line; by default a table if a terminal shows it.")
    private @Nullable OutputFormat format;

    @Option(names = "--from-beginning", description = "Start with the oldest record, and not with what comes next.")
    private boolean fromBeginning;

    @Option(names = "--until-end", description = "Stop at what is the end when this starts.")
    private boolean untilEnd;

    @Option(
            names = {"--key", "--order"},
            paramLabel = "KEY",
            description = "Only records with this key.")
    private @Nullable String key;

    /** Deletions have no foreign key and are not shown. */
    @Mixin
    private final ByOption by = new ByOption();

    @Mixin
    private final ViewOption view = new ViewOption();

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many records.")
    private long limit = Long.MAX_VALUE;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
        }
        View shown = view.view(endpoints);
        String from = topic == null ? shown.name() : topic;
        RecordFilter filter = new RecordFilter(
                Optional.ofNullable(key).map(text -> canonical(text, shown.keyType(from))), by.of(shown));
        Map<String, Object> kafka = endpoints.kafka();
        PrintWriter out = spec.commandLine().getOut();
        RecordPrinter printer = new RecordPrinter(out, outputFormat(), shown, from.equals(shown.name()));
        try (RecordDecoder decoder = RecordDecoder.open(endpoints.registry());
                TopicReader reader = TopicReader.ofTopic(kafka, from)) {
            StopSignal signal = StopSignal.onSignal(reader::wakeup);
            try {
                consume(from, reader, new Consumption(shown, reader, decoder, filter, printer, out));
            } finally {
                signal.release();
            }
        }
        return ExitCode.OK;
    }

    /** As a key of its type is shown; if that is not known, as it was given. */
    private static String canonical(String key, Optional<KeyType> known) {
        return known.map(type -> KeyArgument.parse("--key", key, type).toString())
                .orElse(key);
    }

    private void consume(String from, TopicReader reader, Consumption consumption) {
        try {
            if (fromBeginning) {
                reader.toBeginning();
            } else {
                reader.toEnd();
            }
            Optional<Map<TopicPartition, Long>> ends = untilEnd ? Optional.of(reader.endOffsets()) : Optional.empty();
            ProgressLine notes = new ProgressLine(spec.commandLine().getErr());
            if (Terminal.isInteractive() && ends.isEmpty() && !fromBeginning) {
                notes.note("waiting for changes of " + from + "; Ctrl-C ends");
            }
            long printed = consumption.run(ends, limit);
            if (printed == 0) {
                notes.note("no such record in " + from);
            }
        } catch (WakeupException e) {
            // Ctrl-C: what is printed is complete.
        }
    }

    private OutputFormat outputFormat() {
        if (format != null) {
            return format;
        }
        return Terminal.isInteractive() ? OutputFormat.TABLE : OutputFormat.JSON;
    }
}
