package dev.tributary.enrich;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.deadletter.DeadLetterHandler;
import dev.tributary.deadletter.DeadLetters;
import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Notices;
import dev.tributary.topics.KeySerde;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The enrich topology under a test driver, spoken to in change events and read as the contract says. */
final class Pipeline implements AutoCloseable {

    static final int MAX_ROW_BYTES = 10_000;

    /** What the application's own producer sends at most. */
    static final int MAX_REQUEST_BYTES = 1 << 20;

    static final EnrichSettings SETTINGS = settings(TestRows.TABLES);

    private static EnrichSettings settings(JoinedTables tables) {
        return new EnrichSettings(
                tables,
                tables.referenced().stream()
                        .map(table -> Names.of(table.name()))
                        .map(names -> new EnrichSettings.Referenced(
                                names, "cdc.public." + names.table(), 1, "test-" + names.table()))
                        .toList(),
                isSelfReference(tables) ? "cdc.public." + tables.base().name() : "cdc.public.orders",
                "enriched-orders",
                1,
                TestTable.TOPIC,
                MAX_ROW_BYTES,
                Duration.ofDays(7));
    }

    private static boolean isSelfReference(JoinedTables tables) {
        return tables.view().referencedTables().contains(tables.view().base().table());
    }

    /** Later than every commit time that tests use. */
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final String DEAD_LETTERS = "dead-letters";

    private final JoinedTables tables;
    private final AppMetrics metrics = new AppMetrics();
    final FanOutMetrics fanOuts = new FanOutMetrics(metrics);
    private final JoinMemory memory = new JoinMemory(metrics);
    /** Of the first joined table. */
    final TestTable firstTable;

    private final List<TestTable> shared;
    /** How many results a view would not have applied. */
    final AtomicLong viewBehind = new AtomicLong();

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    final ChangeEvents orders = ChangeEvents.ofOrders(registry);
    final ChangeEvents users = ChangeEvents.ofUsers(registry);
    private final TopologyTestDriver driver;
    private final TestInputTopic<Key, byte[]> baseTopic;
    private final List<TestInputTopic<Key, byte[]>> referencedTopics;
    private final TestOutputTopic<Key, GenericRecord> output;
    private final TestOutputTopic<byte[], byte[]> raw;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final List<TestOutputTopic<byte[], byte[]>> guarded;

    Pipeline(Path stateDir) {
        this(stateDir, true);
    }

    /** @param joinedRead whether the joined rows have been read that were committed when the task began */
    Pipeline(Path stateDir, boolean joinedRead) {
        this(stateDir, joinedRead, TestRows.TABLES);
    }

    /** @param tables of another view; the topics have the same names */
    Pipeline(Path stateDir, JoinedTables tables) {
        this(stateDir, true, tables);
    }

    private Pipeline(Path stateDir, boolean joinedRead, JoinedTables tables) {
        this.tables = tables;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        properties.put(
                DeadLetters.CONFIG,
                new DeadLetters(DEAD_LETTERS, MAX_REQUEST_BYTES, metrics, InstantSource.fixed(NOW)));
        shared = IntStream.range(0, tables.referenced().size())
                .mapToObj(table -> new TestTable(tables, table, memory, stateDir))
                .toList();
        firstTable = shared.getFirst();
        driver = new TopologyTestDriver(topology(), properties, NOW);
        List<EnrichSettings.Referenced> referenced = settings(tables).referenced();
        guarded = referenced.stream()
                .map(topics -> driver.createOutputTopic(
                        topics.rows(), new ByteArrayDeserializer(), new ByteArrayDeserializer()))
                .toList();
        baseTopic = driver.createInputTopic(
                settings(tables).baseTopic(), keys(tables.base()), new ByteArraySerializer(), NOW, Duration.ZERO);
        referencedTopics = IntStream.range(0, referenced.size())
                .mapToObj(table -> driver.createInputTopic(
                        referenced.get(table).changes(),
                        keys(tables.referenced().get(table).captured()),
                        new ByteArraySerializer(),
                        NOW,
                        Duration.ZERO))
                .toList();
        output = driver.createOutputTopic(
                SETTINGS.enrichedTopic(),
                new KeySerde(tables.view().keyType()).deserializer(),
                new AvroDeserializer<>(registry, DatumReaderFactory.generic()));
        raw = driver.createOutputTopic(
                SETTINGS.enrichedTopic(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        if (joinedRead) {
            readJoined();
        }
    }

    private static Serializer<Key> keys(CapturedTable table) {
        return new KeySerde(table.encoding().keyType()).serializer();
    }

    Topology topology() {
        return EnrichTopology.build(
                settings(tables),
                registry,
                registry.register("enriched-orders-value", tables.contract()),
                new SharedTables(shared.stream().map(TestTable::reader).toList(), memory, firstTable.closing()),
                fanOuts,
                partition -> viewBehind.get());
    }

    /** Every dead letter since the last call. */
    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    /** Why there are dead letters since the last call. */
    List<String> reasons() {
        return deadLetters().stream()
                .map(letter -> new String(
                        letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** A change of the shipped view's base table. */
    void order(@Nullable Long id, byte @Nullable [] event) {
        base(id, event);
    }

    void base(@Nullable Long id, byte @Nullable [] event) {
        changeBase(key(id), event);
    }

    void changeBase(@Nullable Key key, byte @Nullable [] event) {
        baseTopic.pipeInput(key, event);
        bringJoined();
    }

    void order(TestRecord<Long, byte[]> record) {
        baseTopic.pipeInput(new TestRecord<>(key(record.key()), record.value(), record.headers()));
        bringJoined();
    }

    private static @Nullable Key key(@Nullable Long id) {
        return id == null ? null : Key.of(id);
    }

    /** A change of the shipped view's joined table. */
    void user(@Nullable Long id, byte @Nullable [] event) {
        referenced(0, id, event);
    }

    /** @param table which of the joined ones */
    void referenced(int table, @Nullable Long id, byte @Nullable [] event) {
        changeReferenced(table, key(id), event);
    }

    void changeReferenced(int table, @Nullable Key key, byte @Nullable [] event) {
        referencedTopics.get(table).pipeInput(key, event);
        bringJoined();
    }

    /** What the readers of the joined tables and the consumer of the stream thread do. */
    private void bringJoined() {
        readJoined();
        if (!Notices.ofThisThread().needed().isEmpty()) {
            baseTopic.pipeInput(new TestRecord<>(null, null, Notices.headers(), NOW));
        }
    }

    void readJoined() {
        for (int table = 0; table < shared.size(); table++) {
            shared.get(table).read(guarded.get(table).readRecordsToList());
        }
    }

    void insertUser(long id, String name, long lsn) {
        user(id, users.insert(users.row((int) id, name, name + "@example.com", 1L), lsn));
    }

    void updateUser(long id, String name, long lsn) {
        user(id, users.update(users.row((int) id, name, name + "@example.com", 1L), lsn));
    }

    void insertOrder(long id, @Nullable Integer userId, String product, long lsn) {
        order(id, orders.insert(orders.row((int) id, userId, product, 1, 2L), lsn));
    }

    void updateOrder(long id, @Nullable Integer userId, String product, long lsn) {
        order(id, orders.update(orders.row((int) id, userId, product, 1, 2L), lsn));
    }

    /** Every record that was written since the last call, in order: {@code 7: Lamp ← Ada}, {@code 7: deleted}. */
    List<String> written() {
        List<String> lines = new ArrayList<>();
        for (KeyValue<Key, GenericRecord> record : output.readKeyValuesToList()) {
            lines.add(record.key + ": " + shortly(record.value));
        }
        return lines;
    }

    List<KeyValue<Key, GenericRecord>> writtenRecords() {
        return output.readKeyValuesToList();
    }

    /** The compacted result of everything written since the last call. */
    Map<Long, String> table() {
        Map<Long, String> table = new TreeMap<>();
        Map<Key, @Nullable GenericRecord> last = new LinkedHashMap<>();
        output.readKeyValuesToList().forEach(record -> last.put(record.key, record.value));
        last.forEach((key, value) -> {
            if (value != null) {
                table.put(key.number(), shortly(value));
            }
        });
        return table;
    }

    void advanceWallClock(Duration by) {
        driver.advanceWallClockTime(by);
    }

    BaseRowStore baseRowStore() {
        return (BaseRowStore) driver.getStateStore(Names.BASE_ROWS);
    }

    /** Everything written since the last call, as Kafka holds it. */
    List<ConsumerRecord<byte[], byte[]>> rawRecords() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (!raw.isEmpty()) {
            TestRecord<byte[], byte[]> record = raw.readRecord();
            records.add(new ConsumerRecord<>(
                    SETTINGS.enrichedTopic(),
                    0,
                    0,
                    record.timestamp(),
                    TimestampType.CREATE_TIME,
                    record.key().length,
                    record.value() == null ? -1 : record.value().length,
                    record.key(),
                    record.value(),
                    record.headers(),
                    Optional.empty()));
        }
        return records;
    }

    /** How many deletions of rows of the first joined table are remembered. */
    int rememberedJoinedDeletions() {
        return (int) firstTable.shared().rememberedDeletions();
    }

    /** How many deletions of base rows are remembered. */
    int rememberedDeletions() {
        return (int) baseRowStore().deletions().size();
    }

    /** Milliseconds since the epoch, of the first record that was not read yet. */
    long nextTimestamp() {
        return output.readRecord().timestamp();
    }

    @Override
    public void close() {
        driver.close();
        shared.forEach(TestTable::close);
        metrics.close();
    }

    private static String shortly(@Nullable GenericRecord value) {
        if (value == null) {
            return "deleted";
        }
        GenericRecord user = (GenericRecord) value.get("user");
        return value.get("product_name") + " ← " + (user == null ? "nobody" : user.get("name"));
    }
}
