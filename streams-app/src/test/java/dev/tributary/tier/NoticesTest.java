package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tier.Notices.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private static final TopicPartition ONE = new TopicPartition("orders", 1);
    private static final TopicPartition TWO = new TopicPartition("orders", 2);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Notices notices = new Notices();
    private Finding found = Finding.NOTHING;
    private final Notices.Search search = () -> found;

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE, TWO));
        consumer.updateBeginningOffsets(Map.of(ONE, 40L, TWO, 0L));
        consumer.seekToBeginning(List.of(ONE, TWO));
        notices.add(ONE, search);
        poll();
    }

    @Test
    void thereIsNoneWithoutWork() {
        assertThat(poll().isEmpty()).isTrue();
    }

    /** So the transaction that the work is committed in carries the partition's offset. */
    @Test
    void standsWhereTheNextRecordIsToCome() {
        found = Finding.WORK;

        ConsumerRecords<byte[], byte[]> polled = poll();

        assertThat(polled.partitions()).containsExactly(ONE);
        ConsumerRecord<byte[], byte[]> notice = polled.records(ONE).getFirst();
        assertThat(Notices.isNotice(notice.headers())).isTrue();
        assertThat(notice.key()).isNull();
        assertThat(notice.value()).isNull();
        assertThat(notice.offset()).isEqualTo(40);
        assertThat(polled.nextOffsets()).containsExactly(Map.entry(ONE, new OffsetAndMetadata(40)));
        assertThat(consumer.position(ONE)).as("nothing is skipped").isEqualTo(40);
    }

    @Test
    void isBehindTheRecordsThatWerePolled() {
        found = Finding.WORK;
        consumer.addRecord(new ConsumerRecord<>("orders", 1, 40, new byte[0], new byte[0]));
        consumer.addRecord(new ConsumerRecord<>("orders", 2, 0, new byte[0], new byte[0]));

        ConsumerRecords<byte[], byte[]> polled = poll();

        assertThat(polled.records(ONE)).extracting(ConsumerRecord::offset).containsExactly(40L, 41L);
        assertThat(polled.records(TWO)).extracting(ConsumerRecord::offset).containsExactly(0L);
        assertThat(polled.nextOffsets().get(ONE).offset()).isEqualTo(41);
        assertThat(polled.nextOffsets().get(TWO).offset()).isEqualTo(1);
    }

    @Test
    void thereIsNoneForAPartitionThatIsPausedOrAway() {
        found = Finding.WORK;
        consumer.pause(List.of(ONE));
        assertThat(poll().isEmpty()).isTrue();
        consumer.resume(List.of(ONE));
        assertThat(poll().count()).isEqualTo(1);

        consumer.assign(List.of(TWO));
        assertThat(poll().isEmpty()).isTrue();
    }

    @Test
    void thereIsNoneForWhoHasStoppedSearching() {
        found = Finding.WORK;
        notices.remove(ONE, () -> found);
        assertThat(poll().count()).as("somebody else's").isEqualTo(1);

        notices.remove(ONE, search);
        assertThat(poll().isEmpty()).isTrue();
    }

    @Test
    void nothingIsWaitedForWhileThereIsMoreToLookAt() {
        assertThat(waits()).isEqualTo(Duration.ofSeconds(9));
        found = Finding.MORE_TO_LOOK_AT;
        assertThat(waits()).isEqualTo(Duration.ofSeconds(9));
        assertThat(waits()).isZero();
        found = Finding.NOTHING;
        assertThat(waits()).isZero();
        assertThat(waits()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void whoIsWokenBeforeAPollDoesNotWaitInIt() {
        notices.wake();
        assertThat(waits()).isZero();
        assertThat(waits()).isEqualTo(Duration.ofSeconds(9));
    }

    /** A real wait, ended by another thread; no exception of it is left for whoever uses the consumer next. */
    @Test
    void wakingEndsAPoll() throws Exception {
        FutureTask<Void> waker = new FutureTask<>(
                () -> {
                    found = Finding.WORK;
                    notices.wake();
                },
                null);
        ConsumerRecords<byte[], byte[]> polled = notices.poll(consumer, Duration.ofSeconds(9), timeout -> {
            Thread.ofPlatform().start(waker);
            await(waker);
            return consumer.poll(Duration.ZERO);
        });

        assertThat(polled.records(ONE)).hasSize(1);
        assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();
    }

    /** It was woken when its records had been read already. */
    @Test
    void aWakeThatComesTooLateIsSwallowedAndNoRecordIsLost() {
        consumer.addRecord(new ConsumerRecord<>("orders", 2, 0, new byte[0], new byte[0]));
        ConsumerRecords<byte[], byte[]> polled = notices.poll(consumer, Duration.ofSeconds(9), timeout -> {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ZERO);
            if (!records.isEmpty()) {
                notices.wake();
            }
            return records;
        });

        assertThat(polled.records(TWO)).hasSize(1);
        assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();
    }

    /** As one that finds no offset to begin at, after which Streams goes on. */
    @Test
    void noWakeIsLeftByAPollThatFailed() {
        assertThatThrownBy(() -> notices.poll(consumer, Duration.ofSeconds(9), timeout -> {
                    if (timeout.isZero()) {
                        return consumer.poll(timeout);
                    }
                    notices.wake();
                    throw new IllegalArgumentException("no offset");
                }))
                .hasMessage("no offset");
        assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();

        notices.wake();
        assertThat(consumer.poll(Duration.ZERO).isEmpty())
                .as("nobody is woken who does not poll")
                .isTrue();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        return notices.poll(consumer, Duration.ofSeconds(9), timeout -> consumer.poll(Duration.ZERO));
    }

    private Duration waits() {
        Duration[] waited = new Duration[1];
        ConsumerRecords<byte[], byte[]> unused = notices.poll(consumer, Duration.ofSeconds(9), timeout -> {
            waited[0] = timeout;
            try {
                return consumer.poll(Duration.ZERO);
            } catch (WakeupException e) {
                return ConsumerRecords.empty();
            }
        });
        return waited[0];
    }

    private static void await(FutureTask<Void> task) {
        try {
            task.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
