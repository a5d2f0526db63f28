package dev.tributary.tier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Gives a task a record when there is work for it that no topic brings: a <em>notice</em>, which the stream thread's consumer adds to
 * what a poll has brought. It is in no topic. It has no key and no value, and stands at the offset of the record that is to come next in its
 * partition, so it changes nothing of what is committed.
 *
 * <p>Why a record, and not a punctuation: Kafka Streams commits the offsets of those partitions only from which a task has processed
 * a record (4.3.1, {@code StreamTask.consumedOffsets}). A transaction without offsets is not fenced by the group's generation: that of an
 * instance which was frozen for longer than its session is committed after its partition has moved. The notice brings the partition's
 * offset into this transaction and all that follow. It also ends the thread's wait for records, at once.
 *
 * <p>One for each stream thread, used by that thread only, but for {@link #wake}. The consumer must be one of
 * {@link StreamsClientSupplier}.
 */
public final class Notices {

    /** What a task finds when it looks for work. */
    public enum Finding {
        /** There is none, until somebody calls {@link #wake}. */
        NOTHING,
        /** It has looked for long enough, and is to be asked again soon. */
        MORE_TO_LOOK_AT,
        /** It needs a record to do it. */
        WORK
    }

    /** A task's search for work: short, and between records, so it may use the task's stores. */
    @FunctionalInterface
    public interface Search {
        Finding look();
    }

    private static final String HEADER = "tributary.notice";

    private static final ThreadLocal<Notices> OF_THREAD = ThreadLocal.withInitial(Notices::new);

    private final Map<TopicPartition, Search> searches = new LinkedHashMap<>();
    private final Object lock = new Object();
    /** The consumer that is in a poll, and may be woken up. */
    private @Nullable Consumer<?, ?> polling;

    private boolean woken;
    private boolean wokenUp;
    private boolean askAgain;

    /** Those of the calling thread. */
    public static Notices ofThisThread() {
        return OF_THREAD.get();
    }

    /** Whether a record is a notice, by its headers. */
    public static boolean isNotice(Headers headers) {
        return headers.lastHeader(HEADER) != null;
    }

    /** The headers of a notice. */
    public static Headers headers() {
        return new RecordHeaders().add(HEADER, new byte[0]);
    }

    /** Has a task asked for work from now on: after each poll, so it costs nearly nothing where there is none. */
    public void add(TopicPartition partition, Search search) {
        searches.put(partition, search);
        wake();
    }

    /** Ends what {@link #add} began; does nothing if somebody else searches there by now. */
    public void remove(TopicPartition partition, Search search) {
        searches.remove(partition, search);
    }

    /** Has the tasks asked soon, and ends the wait for records. May be called by any thread; does not block. */
    public void wake() {
        synchronized (lock) {
            if (!woken) {
                woken = true;
                if (polling != null) {
                    wokenUp = true;
                    polling.wakeup();
                }
            }
        }
    }

    /** Asks all tasks, and answers for which partitions a record is needed. */
    public List<TopicPartition> needed() {
        List<TopicPartition> needed = new ArrayList<>();
        askAgain = false;
        searches.forEach((partition, search) -> {
            switch (search.look()) {
                case NOTHING -> {}
                case MORE_TO_LOOK_AT -> askAgain = true;
                case WORK -> needed.add(partition);
            }
        });
        return needed;
    }

    /**
     * Polls, and adds notices.
     *
     * @param wait for records; there is none if there is something to do
     * @param poll of that consumer itself
     */
    ConsumerRecords<byte[], byte[]> poll(
            Consumer<byte[], byte[]> consumer,
            Duration wait,
            Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
        ConsumerRecords<byte[], byte[]> records = pollOrWakeUp(consumer, wait, poll);
        List<TopicPartition> needed = needed();
        return needed.isEmpty() ? records : withNotices(consumer, records, needed);
    }

    private ConsumerRecords<byte[], byte[]> pollOrWakeUp(
            Consumer<byte[], byte[]> consumer,
            Duration wait,
            Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
        Duration longest;
        synchronized (lock) {
            longest = woken || askAgain ? Duration.ZERO : wait;
            woken = false;
            wokenUp = false;
            polling = consumer;
        }
        boolean thrown = false;
        try {
            return poll.apply(longest);
        } catch (WakeupException e) {
            thrown = true;
            return ConsumerRecords.empty();
        } finally {
            boolean pending;
            synchronized (lock) {
                polling = null;
                pending = wokenUp && !thrown;
            }
            if (pending) {
                consumeWakeup(poll);
            }
        }
    }

    /** It came after the poll. Streams calls other methods of the consumer too, and none of them may throw it. */
    private static void consumeWakeup(Function<Duration, ConsumerRecords<byte[], byte[]>> poll) {
        try {
            ConsumerRecords<byte[], byte[]> unused = poll.apply(Duration.ZERO);
        } catch (WakeupException e) {
            return; // A consumer that was woken up reads nothing before it says so.
        }
        throw new IllegalStateException("a consumer that was woken up has polled as if it were not");
    }

    private ConsumerRecords<byte[], byte[]> withNotices(
            Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled, List<TopicPartition> needed) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = copyOf(polled);
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
        for (TopicPartition partition : needed) {
            // A partition that Streams has paused has a full buffer, or belongs to a task that does not run yet.
            if (!consumer.assignment().contains(partition) || consumer.paused().contains(partition)) {
                continue;
            }
            try {
                OffsetAndMetadata position = next.containsKey(partition)
                        ? next.get(partition)
                        : new OffsetAndMetadata(consumer.position(partition, Duration.ZERO));
                next.put(partition, position);
                records.computeIfAbsent(partition, none -> new ArrayList<>()).add(notice(partition, position));
            } catch (RetriableException e) {
                askAgain = true; // The position is not known yet.
            }
        }
        return new ConsumerRecords<>(records, next);
    }

    private static Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> copyOf(
            ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        polled.partitions().forEach(partition -> records.put(partition, new ArrayList<>(polled.records(partition))));
        return records;
    }

    @SuppressWarnings("NullAway") // a notice has neither key nor value
    private static ConsumerRecord<byte[], byte[]> notice(TopicPartition partition, OffsetAndMetadata position) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                position.offset(),
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                null,
                null,
                headers(),
                position.leaderEpoch());
    }
}
