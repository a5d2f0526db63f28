package dev.tributary.tools.consume;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.TopicReader;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

@Command(name = "consume", description = "Print enriched orders, decoded: live, or from the beginning of the topic.")
public final class ConsumeCommand implements Callable<Integer> {

    static final String ENRICHED_ORDERS = "enriched-orders";

    @Option(
            names = "--topic",
            defaultValue = ENRICHED_ORDERS,
            description = "Another topic with long keys and Avro values, such as cdc.public.orders; by default"
                    + " ${DEFAULT-VALUE}.")
    private String topic = ENRICHED_ORDERS;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "A table, or one JSON object a line; by default a table if a terminal shows it.")
    private @Nullable OutputFormat format;

    @Option(names = "--from-beginning", description = "Start with the oldest record, and not with what comes next.")
    private boolean fromBeginning;

    @Option(names = "--until-end", description = "Stop at what is the end when this starts.")
    private boolean untilEnd;

    @Option(names = "--order", paramLabel = "ID", description = "Only this order: only records with this key.")
    private @Nullable Long order;

    @Option(
            names = "--user",
            paramLabel = "ID",
            description = "Only orders that point at this user. Deletions name no user and are not shown.")
    private @Nullable Long user;

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
        Map<String, Object> kafka = endpoints.kafka();
        PrintWriter out = spec.commandLine().getOut();
        RecordPrinter printer = new RecordPrinter(out, outputFormat(), topic.equals(ENRICHED_ORDERS));
        try (RecordDecoder decoder = RecordDecoder.open(endpoints.registry());
                TopicReader reader = TopicReader.ofTopic(kafka, topic)) {
            StopSignal signal = StopSignal.onSignal(reader::wakeup);
            try {
                consume(reader, new Consumption(reader, decoder, filter(), printer, out));
            } finally {
                signal.release();
            }
        }
        return ExitCode.OK;
    }

    private void consume(TopicReader reader, Consumption consumption) {
        try {
            if (fromBeginning) {
                reader.toBeginning();
            } else {
                reader.toEnd();
            }
            Optional<Map<TopicPartition, Long>> ends = untilEnd ? Optional.of(reader.endOffsets()) : Optional.empty();
            ProgressLine notes = new ProgressLine(spec.commandLine().getErr());
            if (Terminal.isInteractive() && ends.isEmpty() && !fromBeginning) {
                notes.note("waiting for changes of " + topic + "; Ctrl-C ends");
            }
            long printed = consumption.run(ends, limit);
            if (printed == 0) {
                notes.note("no such record in " + topic);
            }
        } catch (WakeupException e) {
            // Ctrl-C: what is printed is complete.
        }
    }

    private RecordFilter filter() {
        return new RecordFilter(
                order == null ? OptionalLong.empty() : OptionalLong.of(order),
                user == null ? OptionalLong.empty() : OptionalLong.of(user));
    }

    private OutputFormat outputFormat() {
        if (format != null) {
            return format;
        }
        return Terminal.isInteractive() ? OutputFormat.TABLE : OutputFormat.JSON;
    }
}
