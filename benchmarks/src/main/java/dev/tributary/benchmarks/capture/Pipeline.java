package dev.tributary.benchmarks.capture;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.measure.Window;
import dev.tributary.benchmarks.run.Cluster;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The whole pipeline, and how fast changes come through its parts. */
public final class Pipeline implements AutoCloseable {

    private static final String CAPTURED = "cdc.public.orders";
    private static final String MARKS = "cdc.public.users";
    /** Rows of a mark: many more than the transactions' own records that the end of a topic counts too. */
    private static final int MARK = 100;

    static final String ENRICHED = "enriched-orders";
    private static final long WARM_UP_SECONDS = 20;

    private static final Duration READERS_WARM_UP = Duration.ofSeconds(5);
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final Path project;
    private final LocalStack stack;
    private final Cluster cluster;
    private final Shop shop;
    private final Connector connector;
    private @Nullable Substitute substitute;

    private Pipeline(Path project, LocalStack stack) {
        this.project = project;
        this.stack = stack;
        this.cluster = new Cluster(stack.addresses().bootstrapServers());
        this.shop = new Shop(stack.addresses().postgres());
        this.connector = new Connector(stack.addresses().connect(), "tributary-source");
    }

    public static Pipeline start(Path project) throws InterruptedException {
        return start(project, options -> options);
    }

    /** @param more what is to run beside what always does */
    static Pipeline start(Path project, UnaryOperator<LocalStackOptions> more) throws InterruptedException {
        LocalStackOptions options = LocalStackOptions.forTests(project.resolve("benchmarks/target/stacks"));
        return new Pipeline(project, LocalStack.start(more.apply(options)));
    }

    LocalStack stack() {
        return stack;
    }

    Shop shop() {
        return shop;
    }

    Cluster cluster() {
        return cluster;
    }

    /**
     * From a row's commit to a consumer, in microseconds.
     *
     * @param captured until the change event can be read
     * @param enriched until the result can be read
     * @param cpu of all the time; client is Connect, broker Kafka
     */
    public record Latencies(Histogram captured, Histogram enriched, Window cpu) {}

    /** Of the same rows, inserted one at a time. */
    public Latencies latencies(int rate, Duration measured) throws SQLException, InterruptedException {
        Freshness freshness = freshness(Freshness.micros(Instant.now().plusSeconds(WARM_UP_SECONDS)));
        shop.insertSteadily(rate, WARM_UP_SECONDS);
        Sample before = sample(List.of());
        shop.insertSteadily(rate, measured.toSeconds());
        Sample after = sample(List.of());
        Await.until(
                () -> "not all rows came through",
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                () -> freshness.events() >= rate * (measured.toSeconds() - 1)
                        && freshness.shownEvents() >= freshness.events());
        freshness.stop();
        return new Latencies(freshness.captured(), freshness.shown(), Window.between(before, after));
    }

    /**
     * What the pipeline does with changes as the demo makes them.
     *
     * @param seconds that were measured
     * @param cpuMicros of each process in that time, by its title
     * @param records offsets that each topic has given out in that time, markers of transactions too
     * @param changes row changes that were committed in that time
     * @param captured from commit to change event of an order, in microseconds
     * @param shown from commit until a result shows the order's change
     * @param shownAfterEvent from when the change event was sent to its topic until then
     * @param resulted from commit to result: of the newer of its two rows, and so of every result; empty if results do not say
     * @param http the same to an event of {@code GET /orders/stream}; empty for who has no such thing
     * @param verdict on the output, when all changes have come through
     */
    public record Load(
            double seconds,
            Map<String, Long> cpuMicros,
            Map<String, Long> records,
            long changes,
            Histogram captured,
            Histogram shown,
            Histogram shownAfterEvent,
            Histogram resulted,
            Histogram http,
            Verdict verdict) {}

    /**
     * Has the demo's changes made for a while.
     *
     * @param rate row changes a second; 0 for none
     */
    public Load load(int rate, Duration warmUp, Duration measured)
            throws SQLException, IOException, InterruptedException {
        Generator generator = new Generator(
                new Postgres(stack.addresses().postgres()),
                GeneratorSettings.defaults().withRate(Math.max(1, rate)),
                notice -> {});
        double seconds;
        long changes;
        Map<String, Long> cpu;
        Map<String, Long> records;
        Freshness freshness;
        Histogram http;
        try (generator) {
            if (rate > 0) {
                generator.start();
            }
            pause(warmUp);
            // What reads is cold at first.
            long from = Freshness.micros(Instant.now().plus(READERS_WARM_UP));
            freshness = freshness(from);
            Optional<ShownOverHttp> shown = substitute == null
                    ? Optional.of(ShownOverHttp.measure(stack.addresses().http().getFirst(), from))
                    : Optional.empty();
            pause(READERS_WARM_UP);
            long changesBefore = generator.committedChanges();
            Map<String, Long> recordsBefore = cluster.endOffsetsByTopic();
            Map<String, Long> cpuBefore = cpuMicros();
            long start = System.nanoTime();
            pause(measured);
            seconds = (System.nanoTime() - start) / 1e9;
            cpu = grown(cpuBefore, cpuMicros());
            records = grown(recordsBefore, cluster.endOffsetsByTopic());
            changes = generator.committedChanges() - changesBefore;
            freshness.stop();
            http = shown.isPresent() ? shown.get().stop() : Freshness.histogram();
        }
        return new Load(
                seconds,
                cpu,
                records,
                changes,
                freshness.captured(),
                freshness.shown(),
                freshness.shownAfterEvent(),
                freshness.resulted(),
                http,
                new ResultCheck(stack.addresses(), output()).verdict(SETTLED));
    }

    /** From now on the log has the row before each change too, and so have the change events. */
    public void logWholeRows() throws SQLException {
        shop.logWholeRows();
    }

    /** Ends the application, or whoever works in its place, and has a contender do so, from the first change event on. */
    public void substitute(Contender contender, RunOptions options) throws IOException, InterruptedException {
        if (substitute == null) {
            stopApplication();
        } else {
            substitute.close();
        }
        Topics inputs = new Topics(ShopTables.DATA_SET, List.of(CAPTURED, MARKS));
        substitute = Substitute.start(stack, cluster, project, contender, inputs, options);
    }

    private String output() {
        return substitute == null ? ENRICHED : substitute.output();
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private Map<String, Long> cpuMicros() {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (ServerProcess process : stack.processes()) {
            long pid =
                    process.name().part() == Part.APPLICATION && substitute != null ? substitute.pid() : process.pid();
            micros.put(process.name().title(), ProcessStat.cpuMicrosOfTree(pid));
        }
        return micros;
    }

    private static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> grown = new LinkedHashMap<>();
        after.forEach((name, value) -> grown.put(name, value - before.getOrDefault(name, 0L)));
        return grown;
    }

    private Freshness freshness(long from) {
        return Freshness.measure(
                stack.addresses().bootstrapServers(), stack.addresses().schemaRegistry(), CAPTURED, output(), from);
    }

    /** The application is stopped for good: what is captured from now on is nobody's. */
    public void stopApplication() throws InterruptedException {
        stack.process(Part.APPLICATION).stop();
    }

    /** As it is shipped but for these settings of the connector. */
    public void configure(Map<String, String> differing) throws IOException, InterruptedException {
        connector.configure(differing);
    }

    /**
     * Capture at full speed.
     *
     * @param whole seconds from the resumption of the connector, its start with it
     * @param window of 20 to 80 % of the events; client is Connect, broker Kafka
     */
    public record Backlog(Window window, double whole) {}

    /** Rows are inserted while the connector is stopped; it finds all of them in the log at once. */
    public Backlog backlog(int orders) throws SQLException, IOException, InterruptedException {
        stopCapturing();
        shop.insert(orders);
        List<Sample> samples = resumeUntil(CAPTURED, orders);
        return new Backlog(Window.of(samples, 0.2, 0.8), seconds(samples.getFirst(), samples.getLast()));
    }

    /**
     * The same where no order leaves the connector. Users, who do, are put into the log where 20 and 80 % of the orders are
     * before them.
     */
    public Backlog backlogOfDropped(int orders) throws SQLException, IOException, InterruptedException {
        stopCapturing();
        shop.insert(orders / 5);
        shop.insertUsers(MARK);
        shop.insert(orders - 2 * (orders / 5));
        shop.insertUsers(MARK);
        shop.insert(orders / 5);
        shop.insertUsers(MARK);
        List<Sample> samples = resumeUntil(MARKS, 3 * MARK);
        long before = samples.getFirst().progress();
        Sample from = firstWith(samples, before + MARK);
        Sample to = firstWith(samples, before + 2 * MARK);
        return new Backlog(Window.between(from, to), seconds(samples.getFirst(), samples.getLast()));
    }

    private void stopCapturing() throws IOException, InterruptedException {
        connector.stop();
        Await.until(
                () -> "the connector does not stop",
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                connector::isStopped);
    }

    private List<Sample> resumeUntil(String topic, int events) throws IOException, InterruptedException {
        List<TopicPartition> partitions = cluster.partitions(List.of(topic));
        List<Sample> samples = new ArrayList<>(List.of(sample(partitions)));
        long wanted = samples.getFirst().progress() + events;
        connector.resume();
        Await.until(() -> "the rows were not captured", Duration.ofMinutes(10), Duration.ofMillis(20), () -> {
            samples.add(sample(partitions));
            return samples.getLast().progress() >= wanted;
        });
        return samples;
    }

    private static Sample firstWith(List<Sample> samples, long progress) {
        return samples.stream()
                .filter(sample -> sample.progress() >= progress)
                .findFirst()
                .orElseThrow();
    }

    static double seconds(Sample from, Sample to) {
        return (to.nanos() - from.nanos()) / 1e9;
    }

    private Sample sample(List<TopicPartition> partitions) {
        return new Sample(
                System.nanoTime(),
                cluster.endOffsets(partitions),
                ProcessStat.cpuMicros(stack.process(Part.CONNECT).pid()),
                ProcessStat.cpuMicros(stack.process(Part.KAFKA).pid()));
    }

    @Override
    public void close() {
        if (substitute != null) {
            substitute.close();
        }
        cluster.close();
        stack.close();
    }
}
