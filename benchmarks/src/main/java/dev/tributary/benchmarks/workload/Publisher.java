package dev.tributary.benchmarks.workload;

import dev.tributary.avro.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A {@link Database} whose changes go to the topics that Debezium would write them to. For one thread. */
public final class Publisher implements ChangeListener, AutoCloseable {

    private static final long MICROS_BETWEEN_COMMITS = 20;

    private final Topics topics;
    private final List<Table> tables;
    private final Database database;
    /** By table. */
    private final int[] schemas;

    private final EnvelopeWriter envelopes;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private Raw orders = Raw.NONE;
    private KafkaProducer<byte[], byte[]> producer;
    private boolean live;

    private Publisher(Topics topics, int[] schemas, KafkaProducer<byte[], byte[]> producer, EnvelopeWriter envelopes) {
        this.topics = topics;
        this.tables = topics.dataSet().tables();
        this.database = new Database(topics.dataSet(), this);
        this.schemas = schemas;
        this.producer = producer;
        this.envelopes = envelopes;
    }

    /** For many changes, in large batches and one transaction; commits are dated up to about now. */
    public static Publisher bulk(String bootstrap, SchemaRegistry registry, Topics topics, long expectedChanges) {
        long span = TimeUnit.MICROSECONDS.toMillis(expectedChanges * MICROS_BETWEEN_COMMITS);
        EnvelopeWriter envelopes =
                new EnvelopeWriter((System.currentTimeMillis() - span) * 1000, MICROS_BETWEEN_COMMITS);
        List<Table> tables = topics.dataSet().tables();
        int[] schemas = new int[tables.size()];
        for (int table = 0; table < schemas.length; table++) {
            schemas[table] = registry.register(topics.of(table) + "-value", EnvelopeSchema.of(tables.get(table)));
        }
        Map<String, Object> settings = settings(bootstrap);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "publisher-" + topics.orders());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 900_000);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        return new Publisher(topics, schemas, producer, envelopes);
    }

    /**
     * From now on each change is dated now, and visible as soon as it is sent.
     *
     * @param lingerMillis how long it may wait for others to be sent with; 0 for at once
     */
    public void goLive(String bootstrap, int lingerMillis) {
        producer.commitTransaction();
        producer.close();
        check();
        Map<String, Object> settings = settings(bootstrap);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        envelopes.dateNow();
        live = true;
    }

    private static Map<String, Object> settings(String bootstrap) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /** Change it, and the change is published. */
    public Database database() {
        return database;
    }

    /** All that was changed so far. */
    public Expected expected() {
        return new Expected(database.join(), orders);
    }

    /** Bulk changes so far become visible to readers of committed records, all at once. */
    public void open() {
        producer.commitTransaction();
        producer.beginTransaction();
        check();
    }

    /** Returns when all changes so far are with the broker. */
    public void flush() {
        producer.flush();
        check();
    }

    private void check() {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A change event could not be written", failed);
        }
    }

    @Override
    public void changed(int table, @Nullable TableRow before, @Nullable TableRow after) {
        byte[] key = key(Objects.requireNonNull(after == null ? before : after).id());
        send(table, key, envelopes.write(tables.get(table), schemas[table], before, after));
        if (after == null) {
            send(table, key, null);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the failure
    private void send(int table, byte[] key, byte @Nullable [] value) {
        if (table == DataSet.ORDERS) {
            orders = orders.plus(key, value);
        }
        producer.send(
                new ProducerRecord<byte[], byte @Nullable []>(topics.of(table), key, value), (metadata, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
    }

    private static byte[] key(int id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    @Override
    public void close() {
        if (!live) {
            producer.commitTransaction();
        }
        producer.close();
    }
}
