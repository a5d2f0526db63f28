package dev.tributary.enrich;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.key.Key;
import dev.tributary.tier.Closing;
import dev.tributary.tier.GrouplessConsumer;
import dev.tributary.tier.StoreRestore;
import dev.tributary.topics.DescribedTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link SharedTable} as the topic of the joined table has it: a thread with a consumer of its own that reads all partitions,
 * committed records only, from where the table's file ends, or from the beginning, for as long as the process lives. The table is never
 * emptied while tasks run.
 *
 * <p>Not a global store of Kafka Streams: that one's start blocks the client, and an error in it ends the client for good.
 *
 * <p>Safe for use by several threads, but for {@link #close}.
 */
final class JoinedTableReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JoinedTableReader.class);

    /** A fetch that finds nothing is answered after so long; what comes meanwhile is answered at once. */
    private static final Duration LONGEST_FETCH = Duration.ofSeconds(5);

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
    private static final int MOST_RECORDS = 10_000;
    private static final int FETCH_BYTES = 4 << 20;

    /** Of all guards of the table together: some 120,000 small rows, on the Java heap. */
    static final long MOST_UNREAD_BYTES = 32 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final SharedTable table;
    private final DefinitionRecord definition;
    private final RowEncoding encoding;
    private final RowSerde rows;
    private final Deserializer<Row> values;
    private final Closing closing;
    private final StoreRestore restore;
    private final byte[] markKey;
    private final boolean[] marked;
    /** By partition, whether rows can be read that have no schema id: those in the table's file could. */
    private final boolean[] readsRowsWithoutSchema;

    private final JoinedTableTopic.Ends ends;
    private final InstantSource clock;
    private final CatchUps catchUps;
    private final AtomicLongArray applied;
    private final AtomicLongArray positions;
    private final AtomicLong unreadBytes = new AtomicLong();
    private final Thread thread;
    /** Whether the table has been as new as the topic. */
    private boolean complete;

    private volatile boolean isLoaded;

    private long sweptAtNanos = System.nanoTime();
    private volatile long recordsBehind;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * @param consumer to which nothing is assigned; closed by this reader's thread
     * @param ends closed with this reader
     * @param definition that the rows are written for
     * @param rows reads the topic
     * @param table as its file has it, or empty; closed with this reader
     * @param clock says which deletions are old
     */
    JoinedTableReader(
            Consumer<byte[], byte[]> consumer,
            JoinedTableTopic.Ends ends,
            Names names,
            String topic,
            DefinitionRecord definition,
            RowSerde rows,
            SharedTable table,
            Closing closing,
            InstantSource clock) {
        List<Long> offsets = table.offsetsOfFile();
        this.consumer = consumer;
        this.ends = ends;
        this.catchUps = new CatchUps(ends, consumer::wakeup, this::fail);
        this.clock = clock;
        this.partitions = IntStream.range(0, offsets.size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.definition = definition;
        this.encoding = rows.encoding();
        this.rows = rows;
        this.values = rows.deserializer();
        this.table = table;
        this.closing = closing;
        this.markKey = JoinedTableTopic.markKey(encoding.keyType());
        this.marked = new boolean[offsets.size()];
        this.readsRowsWithoutSchema = new boolean[offsets.size()];
        this.applied = new AtomicLongArray(offsets.size());
        this.positions =
                new AtomicLongArray(offsets.stream().mapToLong(Long::longValue).toArray());
        this.restore = new StoreRestore(
                names.rows(),
                "start the version that wrote it, or have the results computed anew (docs/operations.md)",
                closing,
                this::apply);
        this.thread =
                Thread.ofPlatform().daemon().name("tributary-" + names.table()).unstarted(this::run);
    }

    /**
     * Begins to read; returns at once. The topic must be there, with its marks ({@link JoinedTableTopic#mark}).
     *
     * @param rows reads its topic
     * @param topics of the table
     * @param topic that its rows are in, as the broker has it
     */
    static JoinedTableReader start(
            AppConfig config,
            RowSerde rows,
            EnrichSettings.Referenced topics,
            DescribedTopic topic,
            JoinMemory memory,
            Closing closing) {
        String applicationId = config.getString(AppConfig.ENRICH_APPLICATION_ID);
        Names names = topics.names();
        Object stateDir = StreamsSettings.of(config).get(StreamsConfig.STATE_DIR_CONFIG);
        Path directory = Path.of(String.valueOf(stateDir), applicationId);
        Duration deletedRetention = Duration.ofMillis(config.getLong(AppConfig.DELETED_RETENTION_MS));
        InstantSource clock = InstantSource.system();
        StateFile file = new StateFile(
                memory,
                directory.resolve(names.table() + ".cells"),
                SharedTable.FORMAT,
                config.view().fingerprint(),
                topics.partitions(),
                topic,
                clock);
        JoinedTableReader reader = new JoinedTableReader(
                new KafkaConsumer<>(settings(config, names)),
                JoinedTableTopic.ends(config, topics),
                names,
                topics.rows(),
                DefinitionRecord.of(config, topics, rows.encoding().keyType()),
                rows,
                new SharedTable(file, rows.encoding(), deletedRetention),
                closing,
                clock);
        reader.thread.start();
        return reader;
    }

    /**
     * Waits until all rows are here that are in the topic now, however long; says in the log how far it is.
     *
     * @throws IllegalStateException if the topic cannot be used, or this definition of the view cannot take over what others wrote; it says
     *     why, and what to do
     */
    void awaitLoaded() throws InterruptedException {
        CaughtUp loaded = caughtUp();
        long start = System.nanoTime();
        while (true) {
            try {
                loaded.await(PROGRESS_EVERY);
                log.info(
                        "{} rows of {} read in {} ms",
                        table.size(),
                        partitions.getFirst().topic(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                requireSuccessor();
                return;
            } catch (TimeoutException e) {
                log.info(
                        "reading rows from {}: {} so far", partitions.getFirst().topic(), table.size());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    private void requireSuccessor() {
        isLoaded = true;
        try {
            definition.requireSuccessor(partitions.getFirst().topic());
        } catch (IllegalStateException e) {
            // No file is written then: at the next start it would stand for what has been refused.
            failure = e;
            throw e;
        }
    }

    /**
     * The rows are of this process's definition of the view from now on. Only when they are loaded.
     *
     * @throws IllegalStateException if another instance has taken them over meanwhile; it says what to do
     */
    void takeOver() throws InterruptedException {
        definition.requireOwn(partitions.getFirst().topic());
        definition.takeOver(isFromFile());
    }

    private boolean isFromFile() {
        return table.offsetsOfFile().stream().anyMatch(offset -> offset > 0);
    }

    /** Reached when every row is here whose change had been committed when this was called; failed if the reader ends. */
    CaughtUp caughtUp() {
        return catchUps.begin();
    }

    /** How many records of the partition this process has applied, without the mark. Any thread may ask. */
    long recordsApplied(int partition) {
        return applied.get(partition);
    }

    /** A guard of this process has so many more bytes on the Java heap, of rows that are not here yet. Any thread may say so. */
    void addUnreadBytes(long more) {
        unreadBytes.addAndGet(more);
    }

    /** Whether guards should write no more rows until more of them are here. Any thread may ask. */
    boolean hasTooManyUnread() {
        return unreadBytes.get() >= MOST_UNREAD_BYTES;
    }

    /** The offset that everything is here before. Any thread may ask. */
    long position(int partition) {
        return positions.get(partition);
    }

    /** How many records of the topic are not here yet. Any thread may ask. */
    long recordsBehind() {
        return recordsBehind;
    }

    /** For {@link SharedTable#known}. */
    JoinedRow newRow() {
        return new JoinedRow(encoding);
    }

    SharedTable table() {
        return table;
    }

    /** Of the topic. */
    RowSerde rows() {
        return rows;
    }

    /** Stops reading, writes the rows to their file, and releases the memory: to be called when no task uses it any more. */
    @Override
    public void close() {
        closed = true;
        catchUps.end(new CancellationException("the application stops"));
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // The thread may be in the memory.
        }
        ends.close();
        // At the next start, a file stands for rows that this definition has taken over.
        boolean isToBeTakenOver = definition.isToBeTakenOver(isFromFile() || !isLoaded);
        if (failure == null && isMarked() && !isToBeTakenOver) {
            table.closeAndWrite(
                    partitions.stream()
                            .map(partition -> positions.get(partition.partition()))
                            .toList(),
                    complete);
        } else {
            table.close();
        }
    }

    /** What the thread does, from its start to its end. */
    void run() {
        try {
            begin();
            while (!closed && !restore.hasFailed()) {
                try {
                    read();
                } catch (WakeupException e) {
                    log.debug("somebody waits, or the end has come", e);
                }
            }
            restore.requireSuccess();
        } catch (InvalidOffsetException e) {
            fail(new IllegalStateException(
                    JoinedTableTopic.recreated(partitions.getFirst().topic()) + " (" + e.getMessage() + ")", e));
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            // It is in no group, and what it would wait for is the end of a fetch.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** What the thread does first. */
    void begin() {
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            long offset = positions.get(partition.partition());
            if (offset == 0) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
                marked[partition.partition()] = true;
                readsRowsWithoutSchema[partition.partition()] = true;
            }
        }
    }

    private void fail(Throwable reason) {
        failure = reason;
        closing.fail(reason);
        catchUps.end(reason);
    }

    /**
     * What the thread does again and again.
     *
     * @throws WakeupException if somebody waits, or the end has come
     */
    void read() {
        // Mostly everything is here already, and a poll would wait for what nobody waits for.
        completeCaughtUp();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(LONGEST_FETCH);
        for (TopicPartition partition : records.partitions()) {
            restore.restoreBatch(records.records(partition));
        }
        if (restore.hasFailed()) {
            return;
        }
        definition.requireOwn(partitions.getFirst().topic());
        for (TopicPartition partition : partitions) {
            positions.set(partition.partition(), Math.max(positions.get(partition.partition()), positionOf(partition)));
        }
        recordsBehind = partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        if (!records.isEmpty()) {
            table.notifyListeners();
        }
        completeCaughtUp();
        sweep();
    }

    private void sweep() {
        if (System.nanoTime() - sweptAtNanos >= Deletions.SWEEP_INTERVAL.toNanos()) {
            sweptAtNanos = System.nanoTime();
            table.sweepDeletions(clock.millis());
        }
    }

    private void completeCaughtUp() {
        if (catchUps.complete(this::isReached)) {
            complete = true;
            table.notifyListeners();
        }
    }

    private boolean isMarked() {
        for (boolean mark : marked) {
            if (!mark) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalStateException if everything is, and the topic is not the one that was written to */
    private boolean isReached(long[] wanted) {
        for (TopicPartition partition : partitions) {
            long end = wanted[partition.partition()];
            // By position, not by record: what ends a transaction is behind its last record.
            if (end > 0 && positionOf(partition) < end) {
                return false;
            }
        }
        for (int partition = 0; partition < marked.length; partition++) {
            if (!marked[partition]) {
                throw new IllegalStateException(
                        JoinedTableTopic.recreated(partitions.get(partition).topic()) + " (partition " + partition
                                + " does not begin with the mark of a new topic)");
            }
        }
        return true;
    }

    /** Up to where everything is here; -1 as long as the broker has not said where the partition begins. */
    private long positionOf(TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (RetriableException e) {
            return -1;
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (Arrays.equals(record.key(), markKey)) {
            readsRowsWithoutSchema[record.partition()] = JoinedTableTopic.isOfLayout(record, encoding);
            marked[record.partition()] = true;
            return;
        }
        if (definition.isKeyOf(record)) {
            definition.read(record, complete);
            return;
        }
        Key id = StoreRestore.key(record, encoding.keyType());
        if (RowSerde.hasNoSchema(record.value()) && !readsRowsWithoutSchema[record.partition()]) {
            throw new IllegalStateException(JoinedTableTopic.unreadable(record.topic()));
        }
        @Nullable Row row = values.deserialize(record.topic(), record.value());
        if (row == null) {
            table.remove(id, DeletionHeader.read(record.headers()), clock.millis());
        } else {
            if (!row.columns().key().equals(id)) {
                throw new IllegalStateException("it is of row " + row.columns().key());
            }
            table.put(id, row);
        }
        applied.incrementAndGet(record.partition());
    }

    private static Map<String, Object> settings(AppConfig config, Names names) {
        Map<String, Object> settings = GrouplessConsumer.settings(config, names.table());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) LONGEST_FETCH.toMillis());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return settings;
    }
}
