package dev.tributary.tools.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.json.AvroJson;
import dev.tributary.definition.key.Key;
import dev.tributary.tools.ExactJson;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.TopicReader;
import dev.tributary.tools.view.ViewApi;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Waits until everything committed in the database has arrived, then compares the topic of a view with the view that PostgreSQL
 * computes, row by row and column by column, and likewise the HTTP view, page by page, and the tables of a reporting database and a lakehouse. What differs is looked at again until the time is up.
 *
 * <p>Holds the last value of every row, as bytes, in memory.
 */
public final class Audit {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PAUSE_BEFORE_REPEATING = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Postgres postgres;
    private final Map<String, Object> kafka;
    private final Map<String, Object> registry;
    private final AuditSettings settings;
    private final Optional<Supplier<ViewApi>> http;
    private final Consumer<String> progress;

    /**
     * @param kafka settings for any client of Kafka: {@code bootstrap.servers}, security
     * @param registry settings for a deserializer: {@code schema.registry.url}, security
     * @param http opens the HTTP API, if that is to be compared too
     * @param progress told what is waited for, and how far it is
     */
    public Audit(
            Postgres postgres,
            Map<String, Object> kafka,
            Map<String, Object> registry,
            AuditSettings settings,
            Optional<Supplier<ViewApi>> http,
            Consumer<String> progress) {
        this.postgres = postgres;
        this.kafka = Map.copyOf(kafka);
        this.registry = Map.copyOf(registry);
        this.settings = settings;
        this.http = http;
        this.progress = progress;
    }

    /** Takes as long as the settings say at most, and then the time of one comparison. */
    public AuditReport run() throws SQLException, ExecutionException, InterruptedException {
        long begun = System.nanoTime();
        long deadline = begun + settings.timeout().toNanos();
        try (DatabaseLog log = DatabaseLog.open(
                        postgres, settings.slot(), settings.view().tables());
                GroupProgress group = new GroupProgress(kafka, settings);
                RecordDecoder decoder = RecordDecoder.open(registry)) {
            Optional<Comparison> found = Optional.empty();
            while (true) {
                long writesBefore = log.tableWrites();
                Optional<String> missing = awaitQuiescence(log, group, writesBefore, deadline);
                if (missing.isEmpty()) {
                    Comparison comparison = compare(decoder);
                    if (comparison.differences() == 0) {
                        return new AuditReport.Equal(
                                settings.view().rows(), comparison.rows(), elsewhere(), since(begun));
                    }
                    found = Optional.of(comparison);
                    progress.accept(
                            String.format(Locale.ROOT, "%,d differences; looking again", comparison.differences()));
                }
                if (missing.isPresent() || System.nanoTime() >= deadline) {
                    boolean beingWritten = log.tableWrites() != writesBefore;
                    return found.isPresent()
                            ? different(found.get(), beingWritten, since(begun))
                            : new AuditReport.NotQuiescent(missing.orElse(""), beingWritten, since(begun));
                }
                Thread.sleep(PAUSE_BEFORE_REPEATING);
            }
        }
    }

    private AuditReport different(Comparison found, boolean beingWritten, Duration took) {
        return new AuditReport.Different(
                settings.view().rows(), found.rows(), found.differences(), found.first(), beingWritten, took);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** What is still missing when the time is up, or nothing. */
    private Optional<String> awaitQuiescence(DatabaseLog log, GroupProgress group, long writesBefore, long deadline)
            throws SQLException, ExecutionException, InterruptedException {
        String end = log.end();
        Optional<String> missing = log.waitingFor(end);
        while (missing.isPresent() && pause(missing.get(), log.tableWrites() != writesBefore, deadline)) {
            missing = log.waitingFor(end);
        }
        if (missing.isPresent()) {
            return missing;
        }
        missing = group.waitingFor();
        while (missing.isPresent() && pause(missing.get(), log.tableWrites() != writesBefore, deadline)) {
            missing = group.waitingFor();
        }
        return missing;
    }

    private boolean pause(String missing, boolean beingWritten, long deadline) throws InterruptedException {
        if (System.nanoTime() >= deadline) {
            return false;
        }
        progress.accept(
                (beingWritten ? "the tables are being written, stop the writers; " : "") + "waiting for " + missing);
        Thread.sleep(PAUSE);
        return true;
    }

    private Comparison compare(RecordDecoder decoder) throws SQLException {
        TopicState state = readTopic();
        progress.accept("comparing with the database");
        try (DatabaseRows rows = SqlView.open(postgres, settings.view())) {
            Comparison topic = Comparison.of(
                    settings.view(), rows, state, value -> json(decoder, value), settings.maxDifferences());
            if (topic.differences() > 0) {
                return topic;
            }
            Comparison view = http.isPresent() ? compareHttp(http.get()) : topic;
            Comparison table = settings.reporting().isPresent() && view.differences() == 0
                    ? compareReporting(settings.reporting().get())
                    : view;
            return settings.lakehouse().isPresent() && table.differences() == 0
                    ? compareLakehouse(settings.lakehouse().get())
                    : table;
        }
    }

    /** Where else than in the topic, in words. */
    private List<String> elsewhere() {
        return Stream.of(
                        http.map(api -> "over HTTP"),
                        settings.reporting().map(database -> "in the reporting database"),
                        settings.lakehouse().map(location -> "in the lakehouse"))
                .flatMap(Optional::stream)
                .toList();
    }

    private Comparison compareLakehouse(String location) throws SQLException {
        LakehouseRows lakehouse = ServiceLoader.load(LakehouseRows.class)
                .findFirst()
                .orElseThrow(() -> ToolException.usage(
                        "this program cannot read Delta tables: run it as ./tributary audit --lakehouse"));
        progress.accept("comparing the lakehouse with the database");
        Iterator<String> table = lakehouse.read(settings.view(), location);
        Iterator<HeldRow> held = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return table.hasNext();
            }

            @Override
            public HeldRow next() {
                JsonNode columns = parsed(table.next());
                Key key = settings.view()
                        .keyType()
                        .parse(columns.path(settings.view().key()).asText());
                return new HeldRow(key, Place.LAKEHOUSE, () -> columns);
            }
        };
        try (DatabaseRows rows = SqlView.open(postgres, settings.view())) {
            return Comparison.of(settings.view(), rows, held, Place.DELTA, List.of(), settings.maxDifferences());
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return ExactJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new SerializationException(e.getOriginalMessage(), e);
        }
    }

    private Comparison compareReporting(Postgres reporting) throws SQLException {
        progress.accept("comparing the reporting database with the database");
        try (DatabaseRows rows = SqlView.open(postgres, settings.view());
                DatabaseRows table = SqlView.openTable(reporting, settings.view())) {
            return Comparison.of(
                    settings.view(), rows, new ReportingRows(table), Place.TABLE, List.of(), settings.maxDifferences());
        }
    }

    private JsonNode json(RecordDecoder decoder, byte[] value) {
        return parsed(AvroJson.text(decoder.decode(settings.topic(), value)));
    }

    private Comparison compareHttp(Supplier<ViewApi> opener) throws SQLException {
        progress.accept("comparing the HTTP view with the database");
        try (DatabaseRows rows = SqlView.open(postgres, settings.view());
                ViewApi api = opener.get()) {
            return Comparison.of(
                    settings.view(),
                    rows,
                    new HttpRows(api, settings.view()),
                    Place.VIEW,
                    List.of(),
                    settings.maxDifferences());
        }
    }

    private TopicState readTopic() {
        TopicState state = new TopicState(settings.view().keyType());
        try (TopicReader reader = TopicReader.ofTopic(kafka, settings.topic())) {
            reader.toBeginning();
            Map<TopicPartition, Long> ends = reader.endOffsets();
            do {
                for (ConsumerRecord<byte[], byte[]> raw : reader.poll(POLL)) {
                    if (raw.offset() < ends.getOrDefault(new TopicPartition(raw.topic(), raw.partition()), 0L)) {
                        state.add(raw);
                    }
                }
                progress.accept(String.format(
                        Locale.ROOT, "reading %s, %,d offsets to go", settings.topic(), reader.lag(ends)));
            } while (!reader.hasReached(ends));
        }
        return state;
    }
}
