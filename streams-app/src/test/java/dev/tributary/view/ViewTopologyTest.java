package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.enrich.InMemorySchemaRegistry;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.metrics.Histogram;
import dev.tributary.tier.Closing;
import dev.tributary.tier.CommitPace;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.topics.PreviousForeignKeys;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTopologyTest {

    private static final String TOPIC = "enriched-orders";
    private static final ViewContract VIEW = ViewFile.bundled();
    private static final Schema CONTRACT = VIEW.schema();

    private static final Duration TERM = Duration.ofSeconds(10);
    private static final long NOW_MICROS = 1_800_000_000_000_000L;

    @TempDir
    Path directory;

    private final AppMetrics metrics = new AppMetrics();

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final Closing closing = new Closing();
    private final PatientRegistry patient = new PatientRegistry(registry, closing);
    private final AvroSerializer<GenericRecord> serializer =
            new AvroSerializer<>(registry, CONTRACT, new GenericDatumWriter<>(CONTRACT));
    private final AtomicLong nanos = new AtomicLong();
    private final ViewStores stores = new ViewStores(() -> new Lease(TERM, nanos::get));
    private final LocalView view = new LocalView(stores, 1);
    private TopologyTestDriver driver;
    private boolean stopped;
    private TestInputTopic<Long, byte[]> topic;

    @BeforeEach
    void start() {
        serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
        stores.onActivation(
                partition -> stores.of(partition).orElseThrow().progress().catchUpTo(1, new TopicEnd(0, 0)));
        driver = new TopologyTestDriver(topology(), settings(directory));
        topic = driver.createInputTopic(TOPIC, new LongSerializer(), new ByteArraySerializer());
    }

    private static Properties settings(Path state) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "view-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return settings;
    }

    @AfterEach
    void stop() {
        if (!stopped) {
            driver.close();
        }
        serializer.close();
        metrics.close();
    }

    @Test
    void writesNothingToKafka() {
        Histogram unused = new AppMetrics().histogram("unused", "Unused", Map.of());
        assertThat(ViewTopology.build(VIEW, TOPIC, patient, stores, 16L << 20, closing, unused, InstantSource.system())
                        .describe()
                        .toString())
                .doesNotContain("Sink")
                .contains("Source: enriched-orders-records (topics: [enriched-orders])")
                .contains("Processor: view-update (stores: [orders-view])");
    }

    @Test
    void holdsWhatTheTopicSays() throws InterruptedException {
        topic.pipeInput(1L, order(1, 7L));
        topic.pipeInput(2L, order(2, 7L));
        topic.pipeInput(3L, order(3, null));
        topic.pipeInput(2L, order(2, 8L));
        topic.pipeInput(3L, null);

        assertThat(ids(Optional.empty())).containsExactly(1L, 2L);
        assertThat(ids(Optional.of(new RowQuery.Reference(0, Key.of(7))))).containsExactly(1L);
        assertThat(ids(Optional.of(new RowQuery.Reference(0, Key.of(8))))).containsExactly(2L);
        assertThat(one(1)).isPresent();
        assertThat(one(3)).isEmpty();
    }

    @Test
    void holdsRowsWhoseKeysAreTexts(@TempDir Path other) throws InterruptedException {
        ViewContract texts = KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT);
        Histogram unused = metrics.histogram("unused-too", "Unused", Map.of());
        try (TopologyTestDriver keyed = new TopologyTestDriver(
                        ViewTopology.build(
                                texts, TOPIC, patient, stores, 16L << 20, closing, unused, InstantSource.system()),
                        settings(other));
                AvroSerializer<GenericRecord> values =
                        new AvroSerializer<>(registry, texts.schema(), new GenericDatumWriter<>(texts.schema()))) {
            values.configure(Map.of("schema.registry.url", "http://unused"), false);
            TestInputTopic<String, byte[]> records =
                    keyed.createInputTopic(TOPIC, new StringSerializer(), new ByteArraySerializer());
            for (String id : List.of("b", "", "ab", "a/ß")) {
                GenericRecord order = new GenericData.Record(texts.schema());
                order.put("id", id);
                order.put("user_id", id.length() < 2 ? "" : "u");
                order.put("order_lsn", 1L);
                order.put("order_committed_at", 1L);
                records.pipeInput(id, values.serialize(TOPIC, order));
            }
            records.pipeInput("b", null);

            Freshness asItIs = soon(Position.none(1));
            assertThat(keys(view.rows(List.of(0), new RowQuery(Optional.empty(), Optional.empty(), 9), asItIs)))
                    .containsExactly(Key.of(""), Key.of("a/ß"), Key.of("ab"));
            RowQuery.Reference empty = new RowQuery.Reference(0, Key.of(""));
            assertThat(keys(view.rows(List.of(0), new RowQuery(Optional.of(empty), Optional.empty(), 9), asItIs)))
                    .containsExactly(Key.of(""));
            assertThat(view.rowsById(List.of(Key.of(""), Key.of("b"))).value())
                    .extracting(ResultRow::id)
                    .containsExactly(Key.of(""));
        }
    }

    private static List<Key> keys(Answer<List<ResultRow>> rows) {
        return ((Answer.Read<List<ResultRow>>) rows)
                .value().stream().map(ResultRow::id).toList();
    }

    @Test
    void theIndexHoldsNothingOfPreviousForeignKeys() throws Exception {
        topic.pipeInput(1L, order(1, 7L));
        topic.pipeInput(2L, order(2, 7L));
        pipeLeaving(7, 2, order(2, 8L));
        topic.pipeInput(3L, order(3, 7L));
        pipeLeaving(7, 3, null);
        stores.of(0).orElseThrow().close();

        try (Stream<Path> files = Files.walk(directory)) {
            Path database = files.filter(file -> file.endsWith(ViewStore.NAME))
                    .findFirst()
                    .orElseThrow();
            assertThat(ViewDatabaseTest.indexEntries(database)).isEqualTo(2);
        }
    }

    @Test
    void saysHowFarItIs() throws InterruptedException {
        topic.pipeInput(1L, order(1, 7L));
        topic.pipeInput(2L, order(2, 7L));

        assertThat(view.row(Key.of(1), soon(Position.of(1))))
                .isInstanceOfSatisfying(
                        Answer.Read.class, read -> assertThat(read.position()).isEqualTo(Position.of(1)));
        assertThat(view.row(Key.of(1), soon(Position.of(2))))
                .isEqualTo(new Answer.Behind<Optional<ResultRow>>(Position.of(1)));
    }

    @Test
    void waitsUntilItIsFreshEnough() throws Exception {
        topic.pipeInput(1L, order(1, 7L));
        Freshness later = new Freshness(Position.of(1), System.nanoTime() + TimeUnit.SECONDS.toNanos(30), false);
        CompletableFuture<Answer<Optional<ResultRow>>> asked = CompletableFuture.supplyAsync(() -> {
            try {
                view.await(List.of(0), later);
                return view.row(Key.of(2), later);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        topic.pipeInput(2L, order(2, 7L));

        assertThat(asked.get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Answer.Read.class,
                        read -> assertThat((Optional<?>) read.value()).isPresent());
    }

    /** The new owner of a partition has what its group has committed, and its predecessor may have shown more. */
    @Test
    void answersOnceAllIsAppliedThatWasCommittedWhenItBegan() throws InterruptedException {
        topic.pipeInput(1L, order(1, 7L));
        ViewStore store = stores.of(0).orElseThrow();
        store.activate();
        store.progress().catchUpTo(1, new TopicEnd(0, 1));
        assertThat(view.answersFor(0)).as("that was for an earlier time").isFalse();
        store.progress().catchUpTo(2, new TopicEnd(0, 3));
        assertThat(view.row(Key.of(1), soon(Position.none(1)))).isInstanceOf(Answer.NotReady.class);

        topic.pipeInput(2L, order(2, 7L));
        assertThat(view.answersFor(0)).isFalse();

        store.progress().polled(3, Position.NOTHING); // behind the records there is the marker of a transaction
        assertThat(view.answersFor(0)).isTrue();
    }

    @Test
    void refusesWhatIsNotKnownToBeCurrent() throws InterruptedException {
        topic.pipeInput(1L, order(1, 7L));
        assertThat(one(2)).isEmpty();

        nanos.addAndGet(TERM.toNanos());

        Freshness asItIs = soon(Position.none(1));
        RowQuery all = new RowQuery(Optional.empty(), Optional.empty(), 100);
        assertThat(view.row(Key.of(1), asItIs))
                .isInstanceOfSatisfying(
                        Answer.NotReady.class,
                        refused -> assertThat(refused.reason()).contains("is not known to be current"));
        assertThat(view.rows(List.of(0), all, asItIs)).isInstanceOf(Answer.NotReady.class);
        assertThat(view.rowsById(List.of(Key.of(1), Key.of(2))).position()).isEqualTo(Position.none(1));
        assertThat(view.row(Key.of(1), new Freshness(Position.none(1), System.nanoTime(), true)))
                .as("asked for however old it is")
                .isInstanceOf(Answer.Read.class);
    }

    /** The lease ends while a request waits for the position that it asked for. */
    @Test
    void refusesWhatIsNotCurrentAnyMoreWhenTheWaitIsOver() throws Exception {
        topic.pipeInput(1L, order(1, 7L));
        Freshness later = new Freshness(Position.of(1), System.nanoTime() + TimeUnit.SECONDS.toNanos(30), false);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Answer<Optional<ResultRow>>> asked = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                waits.countDown();
                view.await(List.of(0), later);
                asked.complete(view.row(Key.of(2), later));
            } catch (InterruptedException e) {
                asked.completeExceptionally(e);
            }
        });
        waits.await();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        nanos.addAndGet(TERM.toNanos());
        topic.pipeInput(2L, order(2, 7L));

        assertThat(asked.get(30, TimeUnit.SECONDS)).isInstanceOf(Answer.NotReady.class);
    }

    /** A row that is not among them does not exist, so that one offset has to hold for all that were asked for. */
    @Test
    void answersForSeveralRowsAsOfOneOffsetOrForNone() throws InterruptedException {
        topic.pipeInput(1L, order(1, 7L));
        topic.pipeInput(2L, order(2, 7L));

        Answer.Read<List<ResultRow>> several = view.rowsById(List.of(Key.of(2), Key.of(3), Key.of(1)));
        assertThat(several.value()).extracting(ResultRow::id).containsExactly(Key.of(2), Key.of(1));
        assertThat(several.position()).isEqualTo(Position.of(1));

        stores.of(0).orElseThrow().activate();
        Answer.Read<List<ResultRow>> none = view.rowsById(List.of(Key.of(1)));
        assertThat(none.value()).isEmpty();
        assertThat(none.position()).isEqualTo(Position.none(1));
    }

    @Test
    void answersForNothingThatIsNotHere() throws InterruptedException {
        driver.close();
        stopped = true;

        assertThat(view.row(Key.of(1), soon(Position.none(1)))).isInstanceOf(Answer.Elsewhere.class);
        assertThat(view.answersFor(0)).isFalse();
    }

    @Test
    void namesARecordThatIsNoResult() {
        assertThatThrownBy(() -> topic.pipeInput(5L, new byte[] {1, 2, 3}))
                .hasStackTraceContaining("cannot decode enriched-orders partition 0 offset 0 key 5");
    }

    /** A snapshot's row was committed nobody knows when, and a deletion has no columns that say it. */
    @Test
    void measuresFromTheCommitUntilItCanBeSeen() {
        pipe(1, order(1, 7L, 100, NOW_MICROS - 40_000));
        pipe(2, order(2, 7L, 101, NOW_MICROS - 1_500_000));
        pipe(3, order(3, 7L, 0, NOW_MICROS - 1_500_000));
        pipe(4, withUser(order(4, 7L, 50, NOW_MICROS - 500_000_000), 103, NOW_MICROS - 60_000));
        pipe(5, withUser(order(5, 7L, 50, NOW_MICROS - 60_000), 0, NOW_MICROS - 500_000_000));
        topic.pipeInput(1L, null);
        assertThat(latency("le-+Inf")).as("nothing is visible yet").isZero();

        CommitPace.ofThisThread().allProcessed();

        assertThat(latency("le-0.05")).isEqualTo(1);
        assertThat(latency("le-0.1")).isEqualTo(3);
        assertThat(latency("le-2")).isEqualTo(4);
        assertThat(latency("le-+Inf")).isEqualTo(4);
    }

    private void pipe(long id, GenericRecord order) {
        topic.pipeInput(id, serializer.serialize(TOPIC, order));
    }

    private void pipeLeaving(long user, long id, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        new PreviousForeignKeys(ViewFile.bundled()).add(headers, 0, Key.of(user));
        topic.pipeInput(new TestRecord<>(id, value, headers));
    }

    private Topology topology() {
        Histogram histogram = metrics.histogram("latency", "Under test", Map.of("stage", "visible"), 0.05, 0.1, 2);
        return ViewTopology.build(
                VIEW,
                TOPIC,
                patient,
                stores,
                16L << 20,
                closing,
                histogram,
                InstantSource.fixed(Instant.EPOCH.plus(NOW_MICROS, ChronoUnit.MICROS)));
    }

    private static long latency(String attribute) {
        try {
            return (Long) ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("dev.tributary:type=latency,stage=visible"), attribute);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<ResultRow> one(long id) throws InterruptedException {
        return ((Answer.Read<Optional<ResultRow>>) view.row(Key.of(id), soon(Position.none(1)))).value();
    }

    private List<Long> ids(Optional<RowQuery.Reference> user) throws InterruptedException {
        Answer<List<ResultRow>> rows =
                view.rows(List.of(0), new RowQuery(user, Optional.empty(), 100), soon(Position.none(1)));
        return keys(rows).stream().map(Key::number).toList();
    }

    private static Freshness soon(Position atLeast) {
        return new Freshness(atLeast, System.nanoTime(), false);
    }

    private byte[] order(long id, Long user) {
        return serializer.serialize(TOPIC, order(id, user, 1, 1));
    }

    private static GenericRecord order(long id, Long user, long lsn, long committedAtMicros) {
        GenericRecord order = new GenericData.Record(CONTRACT);
        order.put("id", id);
        order.put("user_id", user);
        order.put("order_lsn", lsn);
        order.put("order_committed_at", committedAtMicros);
        return order;
    }

    private static GenericRecord withUser(GenericRecord order, long lsn, long committedAtMicros) {
        order.put("user_lsn", lsn);
        order.put("user_committed_at", committedAtMicros);
        return order;
    }
}
