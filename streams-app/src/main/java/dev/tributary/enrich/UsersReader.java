package dev.tributary.enrich;

import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.tier.GrouplessConsumer;
import dev.tributary.tier.StoreRestore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link SharedUsers} as the topic of the users has them: a thread with a consumer of its own that reads all partitions from the
 * beginning, committed records only, for as long as the process lives. The users are never emptied while tasks run.
 *
 * <p>Not a global store of Kafka Streams: that one's start blocks the client, and an error in it ends the client for good.
 *
 * <p>Safe for use by several threads, but for {@link #close}.
 */
public final class UsersReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UsersReader.class);

    /**
     * A fetch that finds nothing is answered after so long; what comes meanwhile is answered at once. A broker answers the requests of a
     * connection one after the other, so whoever asks for the ends of the partitions waits behind the fetch.
     */
    private static final Duration LONGEST_FETCH = Duration.ofMillis(200);

    /** Where the broker did not answer when it was asked for the ends of the partitions. */
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(500);

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
    private static final int MOST_RECORDS = 10_000;
    private static final int FETCH_BYTES = 4 << 20;

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final SharedUsers users;
    private final JoinMemory memory;
    private final UserRowSerde rows = new UserRowSerde();
    private final Closing closing;
    private final StoreRestore restore;
    private final boolean[] marked;
    private final Queue<CaughtUp> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile long recordsBehind;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** Whoever waits until everything is here that was committed when they asked. */
    private static final class CaughtUp extends CompletableFuture<Void> {
        /** The offsets that must have been passed, by partition; null until the broker has said. */
        private long @Nullable [] ends;
    }

    /** @param consumer to which nothing is assigned; closed by this reader's thread */
    UsersReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            int partitions,
            SharedUsers users,
            JoinMemory memory,
            Closing closing) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.users = users;
        this.memory = memory;
        this.closing = closing;
        this.marked = new boolean[partitions];
        this.restore = new StoreRestore(
                Names.USERS,
                "start the version that wrote it, or have the results computed anew (docs/operations.md)",
                closing,
                this::apply);
        this.thread = Thread.ofPlatform().daemon().name("tributary-users").unstarted(this::run);
    }

    /**
     * Begins to read; returns at once. The topic must be there, with its marks ({@link UsersTopic#mark}).
     *
     * @param metrics gets those of the join's memory
     */
    public static UsersReader start(AppConfig config, AppMetrics metrics) {
        JoinMemory memory = new JoinMemory(metrics);
        String applicationId = config.getString(AppConfig.ENRICH_APPLICATION_ID);
        Object stateDir = StreamsSettings.of(config).get(StreamsConfig.STATE_DIR_CONFIG);
        SharedUsers users = new SharedUsers(memory, Path.of(String.valueOf(stateDir), applicationId));
        UsersReader reader = new UsersReader(
                new KafkaConsumer<>(settings(config)),
                Names.usersTopic(applicationId),
                config.getInt(AppConfig.USERS_PARTITIONS),
                users,
                memory,
                new Closing());
        metrics.gauge(
                "users",
                "behind-records",
                "Records of the topic of the users that are not in this process yet",
                () -> reader.recordsBehind);
        reader.thread.start();
        return reader;
    }

    /**
     * Waits until all users are here that are in the topic now, however long; says in the log how far it is.
     *
     * @throws IllegalStateException if the topic cannot be used; it says why, and what to do
     */
    public void awaitLoaded() throws InterruptedException {
        CompletableFuture<Void> loaded = caughtUp();
        long start = System.nanoTime();
        while (true) {
            try {
                loaded.get(PROGRESS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                log.info(
                        "{} users read in {} ms",
                        users.size(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                return;
            } catch (TimeoutException e) {
                log.info(
                        "reading the users from {}: {} so far",
                        partitions.getFirst().topic(),
                        users.size());
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    /** Completes when every user is here whose change had been committed when this was called; exceptionally if the reader ends. */
    CompletableFuture<Void> caughtUp() {
        CaughtUp caughtUp = new CaughtUp();
        waiting.add(caughtUp);
        consumer.wakeup();
        if (closed || failure != null) {
            endWaiting();
        }
        return caughtUp;
    }

    SharedUsers users() {
        return users;
    }

    JoinMemory memory() {
        return memory;
    }

    /** That of the tier which is to use the users: a failure of this reader is one of the tier. */
    Closing closing() {
        return closing;
    }

    /** Stops reading, and releases the memory: to be called when no task uses it any more. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // The thread may be in the memory.
        }
        users.close();
    }

    /** What the thread does, from its start to its end. */
    void run() {
        try (consumer) {
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
                    UsersTopic.recreated(partitions.getFirst().topic()) + " (" + e.getMessage() + ")", e));
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            endWaiting();
        }
    }

    /** What the thread does first. */
    void begin() {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private void fail(Throwable reason) {
        failure = reason;
        closing.fail(reason);
    }

    private void endWaiting() {
        Throwable reason = failure == null ? new CancellationException("the application stops") : failure;
        for (CaughtUp next = waiting.poll(); next != null; next = waiting.poll()) {
            next.completeExceptionally(reason);
        }
    }

    /**
     * What the thread does again and again.
     *
     * @throws WakeupException if somebody waits, or the end has come
     */
    void read() {
        boolean answered = askForEnds();
        // Mostly everything is here already, and a poll would wait for what nobody waits for.
        completeCaughtUp();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(answered ? LONGEST_FETCH : UNTIL_ASKED_AGAIN);
        for (TopicPartition partition : records.partitions()) {
            restore.restoreBatch(records.records(partition));
        }
        if (restore.hasFailed()) {
            return;
        }
        recordsBehind = partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        if (!records.isEmpty()) {
            users.notifyListeners();
        }
        completeCaughtUp();
    }

    private void completeCaughtUp() {
        if (waiting.removeIf(this::isCaughtUp)) {
            users.notifyListeners();
        }
    }

    /** The ends of what is committed, for those who wait: not of what is written, for the tasks that wait may have written it. */
    private boolean askForEnds() {
        List<CaughtUp> unanswered =
                waiting.stream().filter(next -> next.ends == null).toList();
        if (unanswered.isEmpty()) {
            return true;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long[] byPartition = partitions.stream().mapToLong(ends::get).toArray();
            unanswered.forEach(next -> next.ends = byPartition);
            return true;
        } catch (RetriableException e) {
            log.warn("the broker does not say how far the users go: {}; asking again", e.toString());
            return false;
        }
    }

    private boolean isCaughtUp(CaughtUp next) {
        if (next.ends == null) {
            return false;
        }
        for (TopicPartition partition : partitions) {
            long end = next.ends[partition.partition()];
            // By position, not by record: what ends a transaction is behind its last record.
            if (end > 0 && position(partition) < end) {
                return false;
            }
        }
        for (int partition = 0; partition < marked.length; partition++) {
            if (!marked[partition]) {
                throw new IllegalStateException(
                        UsersTopic.recreated(partitions.get(partition).topic()) + " (partition " + partition
                                + " does not begin with the mark of a new topic)");
            }
        }
        next.complete(null);
        return true;
    }

    /** Up to where everything is here; -1 as long as the broker has not said where the partition begins. */
    private long position(TopicPartition partition) {
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (RetriableException e) {
            return -1;
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (UsersTopic.isMark(record)) {
            marked[record.partition()] = true;
        } else {
            users.put(StoreRestore.id(record), rows.deserializer().deserialize(record.topic(), record.value()));
        }
    }

    private static Map<String, Object> settings(AppConfig config) {
        Map<String, Object> settings = GrouplessConsumer.settings(config, "users");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) LONGEST_FETCH.toMillis());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return settings;
    }
}
