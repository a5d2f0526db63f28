package dev.tributary.http;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.enrich.InMemorySchemaRegistry;
import dev.tributary.topics.Partitioning;
import dev.tributary.topics.PreviousForeignKeys;
import dev.tributary.view.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** {@code enriched-orders} in memory: committed records and transaction markers, read by real {@link ChangeReader}s. */
final class FakeTopic {

    static final int PARTITIONS = 2;
    private static final String NAME = ViewFile.bundled().name();

    final PositionToken tokens = new PositionToken(Uuid.ONE_UUID, PARTITIONS);
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final ViewContract view;
    final ResultJson json;
    private final AvroSerializer<GenericRecord> serializer;
    private final List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(NAME, partition))
            .toList();

    // All below under the monitor of this.
    /** By partition; empty where there is a marker, or a record that is compacted away. */
    private final List<List<Optional<ConsumerRecord<byte[], byte[]>>>> log = new ArrayList<>();

    private final long[] begin = new long[PARTITIONS];
    private boolean held;
    private @Nullable KafkaException failure;
    private @Nullable KafkaException closeFailure;
    private @Nullable CountDownLatch blocked;
    private int opened;
    private int open;

    FakeTopic() {
        this(ViewFile.bundled());
    }

    /** @param view with the columns of the one that the application has in itself */
    FakeTopic(ViewContract view) {
        this.view = view;
        json = new ResultJson(registry, NAME, view);
        serializer = new AvroSerializer<>(registry, view.schema(), new GenericDatumWriter<>(view.schema()));
        serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            log.add(new ArrayList<>());
        }
    }

    static int partitionOf(long order) {
        return Partitioning.partitionOf(Key.of(order), PARTITIONS);
    }

    /** An order as a record of this topic carries it. */
    byte[] value(Key order, Key user, int quantity) {
        GenericRecord row = new GenericData.Record(view.schema());
        row.put("id", avro(order));
        row.put("user_id", avro(user));
        row.put("quantity", quantity);
        row.put("order_lsn", 1L);
        row.put("order_committed_at", 2L);
        return serializer.serialize(NAME, row);
    }

    private static Object avro(Key key) {
        return key.isInteger() ? (Object) key.number() : key.toString();
    }

    /** Appends an order; returns its offset. */
    long order(long order, long user, int quantity) {
        return order(Key.of(order), Key.of(user), quantity);
    }

    long order(Key order, Key user, int quantity) {
        return append(order, value(order, user, quantity), Optional.empty());
    }

    /** Appends an order that leaves its user. */
    long move(long order, long from, long to) {
        return move(Key.of(order), Key.of(from), Key.of(to));
    }

    long move(Key order, Key from, Key to) {
        return append(order, value(order, to, 0), Optional.of(from));
    }

    long delete(long order, long user) {
        return delete(Key.of(order), Key.of(user));
    }

    long delete(Key order, Key user) {
        return append(order, null, Optional.of(user));
    }

    private synchronized long append(Key order, byte @Nullable [] value, Optional<Key> previousUser) {
        int partition = Partitioning.partitionOf(order, PARTITIONS);
        long offset = end(partition);
        RecordHeaders headers = new RecordHeaders();
        previousUser.ifPresent(user -> new PreviousForeignKeys(view).add(headers, 0, user));
        byte[] key = order.bytes();
        log.get(partition)
                .add(Optional.of(new ConsumerRecord<>(
                        NAME,
                        partition,
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        key.length,
                        0,
                        key,
                        value,
                        headers,
                        Optional.empty())));
        notifyAll();
        return offset;
    }

    /** Ends a transaction, in all partitions. */
    synchronized void marker() {
        log.forEach(partition -> partition.add(Optional.empty()));
        notifyAll();
    }

    /** Compaction takes a record away. */
    synchronized void compact(long order, long offset) {
        log.get(partitionOf(order)).set((int) offset, Optional.empty());
    }

    /** Retention takes away what is before the present end. */
    synchronized void truncate() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            begin[partition] = end(partition);
        }
    }

    private long end(int partition) {
        return log.get(partition).size();
    }

    synchronized Position end() {
        return Position.of(IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> end(partition) - 1)
                .toArray());
    }

    /** From now on consumers get nothing, until {@link #release}. */
    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** The next poll fails. */
    synchronized void fail(KafkaException thrown) {
        failure = thrown;
        notifyAll();
    }

    /** The next consumer that is closed fails at that. */
    synchronized void failOnClose(KafkaException thrown) {
        closeFailure = thrown;
    }

    /** The thread of the next poll waits for that, as one does that decodes what the registry does not answer for. */
    synchronized void block(CountDownLatch until) {
        blocked = until;
        notifyAll();
    }

    /** How many consumers have been opened so far. */
    synchronized int opened() {
        return opened;
    }

    /** How many consumers are open. */
    synchronized int open() {
        return open;
    }

    ChangeReader reader() {
        FakeConsumer consumer = new FakeConsumer();
        consumer.assign(partitions);
        synchronized (this) {
            opened++;
            open++;
        }
        return new ChangeReader(consumer, partitions, registry, view, json, tokens);
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the monitor is that of the topic
    private final class FakeConsumer extends MockConsumer<byte[], byte[]> {

        private final long[] next = new long[PARTITIONS];
        private final Set<Integer> paused = new HashSet<>();
        private boolean woken;

        FakeConsumer() {
            super("none");
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            awaitUnblocked();
            synchronized (FakeTopic.this) {
                while (true) {
                    throwIfAny();
                    ConsumerRecords<byte[], byte[]> records = take();
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (!records.nextOffsets().isEmpty() || left <= 0) {
                        return records;
                    }
                    try {
                        FakeTopic.this.wait(left);
                    } catch (InterruptedException e) {
                        throw new org.apache.kafka.common.errors.InterruptException(e);
                    }
                }
            }
        }

        private void awaitUnblocked() {
            @Nullable CountDownLatch until;
            synchronized (FakeTopic.this) {
                until = blocked;
            }
            if (until != null) {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    throw new org.apache.kafka.common.errors.InterruptException(e);
                }
            }
        }

        private void throwIfAny() {
            if (woken) {
                throw new WakeupException();
            }
            KafkaException thrown = failure;
            if (thrown != null) {
                failure = null;
                throw thrown;
            }
        }

        private ConsumerRecords<byte[], byte[]> take() {
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();
            for (TopicPartition partition : partitions) {
                int number = partition.partition();
                if (held || paused.contains(number) || next[number] >= end(number)) {
                    continue;
                }
                records.put(
                        partition,
                        log.get(number).subList((int) next[number], (int) end(number)).stream()
                                .flatMap(Optional::stream)
                                .toList());
                next[number] = end(number);
                nextOffsets.put(partition, new OffsetAndMetadata(next[number]));
            }
            records.values().removeIf(List::isEmpty);
            return new ConsumerRecords<>(records, nextOffsets);
        }

        @Override
        public void seek(TopicPartition partition, long offset) {
            next[partition.partition()] = offset;
        }

        @Override
        public long position(TopicPartition partition) {
            synchronized (FakeTopic.this) {
                return next[partition.partition()];
            }
        }

        @Override
        public void pause(Collection<TopicPartition> some) {
            some.forEach(partition -> paused.add(partition.partition()));
        }

        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> some, Duration timeout) {
            return offsets(some, partition -> begin[partition]);
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> some, Duration timeout) {
            return offsets(some, FakeTopic.this::end);
        }

        private Map<TopicPartition, Long> offsets(Collection<TopicPartition> some, Function<Integer, Long> offset) {
            synchronized (FakeTopic.this) {
                return some.stream()
                        .collect(Collectors.toMap(
                                partition -> partition, partition -> offset.apply(partition.partition())));
            }
        }

        @Override
        public void wakeup() {
            synchronized (FakeTopic.this) {
                woken = true;
                FakeTopic.this.notifyAll();
            }
        }

        @Override
        public void close() {
            synchronized (FakeTopic.this) {
                open--;
                @Nullable KafkaException thrown = closeFailure;
                closeFailure = null;
                if (thrown != null) {
                    throw thrown;
                }
            }
        }
    }
}
