package dev.tributary.benchmarks.capture;

import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.measure.Window;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.localstack.Addresses;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.TopicPartition;

/** A pipeline with a sink, which is stopped and empty at first. */
public final class SinkRun implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(15);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long WARM_UP_SECONDS = 20;

    /** What the join reads users from. */
    private static final String USERS = "tributary-enrich-users";

    private final Pipeline pipeline;
    private final ViewSink sink;

    private SinkRun(Pipeline pipeline, ViewSink sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    public static SinkRun start(Path project, SinkKind kind) throws IOException, InterruptedException {
        Pipeline pipeline = Pipeline.start(project, kind.options());
        try {
            return new SinkRun(pipeline, kind.opener().open(pipeline.stack()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    /** So many orders are committed, ten to a user, and their results are in the topic: mostly once, since the users come first. */
    public void insert(int orders) throws SQLException, InterruptedException {
        int users = Math.max(1, orders / 10);
        List<TopicPartition> copies = pipeline.cluster().partitions(List.of(USERS));
        long copied = pipeline.cluster().endOffsets(copies) + users;
        long first = pipeline.shop().insertReaders(users);
        Await.until(
                () -> "the users are not captured",
                LONG,
                POLL,
                () -> pipeline.cluster().endOffsets(copies) >= copied);
        pipeline.shop().insert(orders, first, users);
        Verdict verdict = new ResultCheck(addresses(), Pipeline.ENRICHED).verdict(LONG);
        if (!verdict.isRight()) {
            throw ToolException.failed("the results of the orders are not in the topic: " + verdict);
        }
    }

    /**
     * The whole topic into an empty store.
     *
     * @param records of the topic, with the markers of transactions
     * @param rows that are there in the end
     * @param seconds from the start of the sink until the store has all of them
     * @param window of 20 to 80 % of the rows; client is the process that writes, broker the store
     * @param verdict on the store
     */
    public record Fill(long records, long rows, double seconds, Window window, String verdict) {}

    /** Nothing else is written meanwhile. */
    public Fill fill() throws SQLException, IOException, ExecutionException, InterruptedException {
        sink.empty();
        long records = pipeline.cluster().held(pipeline.cluster().partitions(List.of(Pipeline.ENRICHED)));
        long rows = pipeline.shop().orders();
        List<Sample> samples = new ArrayList<>(List.of(sample()));
        sink.start();
        Await.until(() -> "the store does not have all rows", LONG, POLL, () -> {
            samples.add(sample());
            return samples.getLast().progress() == rows;
        });
        return new Fill(
                records,
                rows,
                Pipeline.seconds(samples.getFirst(), samples.getLast()),
                Window.of(samples, 0.2, 0.8),
                verdict());
    }

    private Sample sample() {
        long rows = sink.rows();
        return new Sample(
                System.nanoTime(),
                rows,
                ProcessStat.cpuMicrosOfTree(sink.writer().pid()),
                sink.store()
                        .map(store -> ProcessStat.cpuMicrosOfTree(store.pid()))
                        .orElse(0L));
    }

    /**
     * What the pipeline does with the demo's changes.
     *
     * @param writer the name of the process that writes
     * @param store the name of the store's server; empty if there is none
     * @param writerBytes in memory at the end
     * @param storeBytes the same of the store's server
     */
    public record Load(Pipeline.Load pipeline, String writer, String store, long writerBytes, long storeBytes) {}

    /** With the sink if it runs. */
    public Load load(int rate, Duration warmUp, Duration measured)
            throws SQLException, IOException, InterruptedException {
        Pipeline.Load load = pipeline.load(rate, warmUp, measured);
        return new Load(
                load,
                sink.writer().name().title(),
                sink.store().map(store -> store.name().title()).orElse(""),
                sink.writer().residentBytes(),
                sink.store().map(ServerProcess::residentBytes).orElse(0L));
    }

    /**
     * From an order's commit until a reader has it, in microseconds.
     *
     * @param http as an event of {@code GET /orders/stream}
     * @param sink as a row of the store
     * @param verdict on the store, when all orders are there
     */
    public record Lag(Histogram http, Histogram sink, String verdict) {}

    /** Of orders that are inserted one at a time. */
    public Lag lag(int rate, Duration measured)
            throws SQLException, IOException, ExecutionException, InterruptedException {
        long from = Freshness.micros(Instant.now().plusSeconds(WARM_UP_SECONDS));
        ShownOverHttp http = ShownOverHttp.measure(addresses().http().getFirst(), from);
        ShownInSink shown = ShownInSink.measure(sink, from);
        pipeline.shop().insertSteadily(rate, WARM_UP_SECONDS + measured.toSeconds(), shown::isInserted);
        Await.until(() -> "not all orders are in the store", LONG, POLL, shown::isComplete);
        return new Lag(http.stop(), shown.stop(), verdict());
    }

    /** The sink keeps the view no longer; its store stays as it is. */
    public void stopSink() throws IOException, InterruptedException {
        sink.stop();
    }

    /** On the topic and the store, when all that is committed is there. */
    private String verdict() throws SQLException, ExecutionException, InterruptedException {
        AuditReport report = new Audit(
                        new Postgres(addresses().postgres()),
                        Map.of("bootstrap.servers", addresses().bootstrapServers()),
                        Map.of("schema.registry.url", addresses().schemaRegistry()),
                        sink.compared(AuditSettings.of(pipeline.stack().view()).withTimeout(Duration.ofMinutes(2))),
                        Optional.empty(),
                        progress -> {})
                .run();
        return report.isEqual()
                ? "right"
                : "wrong: " + report.describe().lines().findFirst().orElse("");
    }

    private Addresses addresses() {
        return pipeline.stack().addresses();
    }

    @Override
    public void close() {
        sink.close();
        pipeline.close();
    }
}
