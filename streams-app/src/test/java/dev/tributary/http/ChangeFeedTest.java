package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.http.ChangeFeed.Next;
import dev.tributary.http.ChangeFeed.Place;
import dev.tributary.view.Position;
import dev.tributary.view.ReaderLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeFeedTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration NOW = Duration.ZERO;
    private static final Position NOTHING = Position.none(FakeTopic.PARTITIONS);
    private static final int BACKLOG_OF_A_PARTITION = 4_096;

    private final FakeTopic topic = new FakeTopic();
    private final ChangeFeed feed = new ChangeFeed(
            topic::reader, () -> ReaderLeases.lasting(FakeTopic.PARTITIONS), FakeTopic.PARTITIONS, Duration.ZERO);

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void hasNoEndBeforeItIsJoined() throws Exception {
        assertThat(feed.awaitEnd(NOTHING, NOW)).isNull();
        assertThat(feed.placeBehind(topic.end())).isNull();
        assertThat(topic.opened()).isZero();
    }

    @Test
    void givesEachChangeOnceAndInOrder() throws Exception {
        feed.join();
        long sequence = end().sequence();
        for (int i = 0; i < 1_300; i++) {
            topic.order(1, 1, i);
        }

        List<Long> offsets = new ArrayList<>();
        while (offsets.size() < 1_300) {
            Next.Changes next = (Next.Changes) feed.next(sequence, SOON);
            assertThat(next.changes()).hasSizeBetween(1, 512);
            next.changes().forEach(change -> offsets.add(change.offset()));
            assertThat(next.end()).isEqualTo(sequence + next.changes().size());
            sequence = next.end();
        }
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
        assertThat(feed.next(sequence, NOW)).isEqualTo(new Next.Nothing(topic.end()));
    }

    @Test
    void saysHowFarItHasReadWhereThereAreOnlyMarkers() throws Exception {
        feed.join();
        long sequence = end().sequence();
        topic.marker();

        assertThat(Objects.requireNonNull(feed.awaitEnd(topic.end(), SOON)).sequence())
                .isEqualTo(sequence);
        assertThat(feed.next(sequence, NOW)).isEqualTo(new Next.Nothing(topic.end()));
    }

    @Test
    void beginsBeforeTheEndOfTheTopic() throws Exception {
        Position lastRecord = NOTHING;
        for (int i = 0; i < 10; i++) {
            topic.order(i, 1, i);
            lastRecord = topic.end();
        }
        topic.marker();
        feed.join();

        Place end = end();

        assertThat(end.position()).isEqualTo(topic.end());
        assertThat(feed.placeBehind(lastRecord)).isNotNull();
        Place first = Objects.requireNonNull(feed.placeBehind(NOTHING));
        assertThat(end.sequence() - first.sequence()).isEqualTo(10);
        assertThat(((Next.Changes) feed.next(first.sequence(), NOW)).changes()).hasSize(10);
    }

    @Test
    void itsBacklogIsBounded() throws Exception {
        for (int i = 0; i < BACKLOG_OF_A_PARTITION + 5; i++) {
            topic.order(1, 1, i);
        }
        feed.join();
        end();

        int partition = FakeTopic.partitionOf(1);
        assertThat(feed.placeBehind(NOTHING.with(partition, 4))).isNotNull();
        assertThat(feed.placeBehind(NOTHING.with(partition, 3))).isNull();
    }

    /** A stream that begins now must not be sent what was there before. */
    @Test
    void hasNoEndUntilItHasReadItsBacklog() throws Exception {
        topic.order(1, 1, 1);
        topic.hold();
        feed.join();
        CompletableFuture<Place> end = CompletableFuture.supplyAsync(this::end);

        assertThat(feed.awaitEnd(NOTHING, Duration.ofMillis(300))).isNull();
        assertThat(end.isDone()).isFalse();
        topic.release();

        Place first = Objects.requireNonNull(feed.placeBehind(NOTHING));
        assertThat(end.get(30, TimeUnit.SECONDS).sequence()).isEqualTo(first.sequence() + 1);
    }

    @Test
    void waitsForAPosition() throws Exception {
        feed.join();
        Position later = end().position().with(0, 0).with(1, 0);
        assertThat(feed.awaitEnd(later, Duration.ofMillis(100))).isNull();

        topic.marker();

        assertThat(Objects.requireNonNull(feed.awaitEnd(later, SOON)).position())
                .isEqualTo(later);
    }

    @Test
    void aPlaceIsLostWhenItsChangesAreForgotten() throws Exception {
        feed.join();
        Place begin = end();
        for (int i = 0; i < 65_536; i++) {
            topic.order(1, 1, i);
        }
        feed.awaitEnd(topic.end(), SOON);
        assertThat(feed.next(begin.sequence(), NOW)).isInstanceOf(Next.Changes.class);
        assertThat(feed.placeBehind(begin.position())).isNotNull();

        topic.order(1, 1, 1);
        feed.awaitEnd(topic.end(), SOON);

        assertThat(feed.next(begin.sequence(), NOW)).isInstanceOf(Next.Lost.class);
        assertThat(feed.placeBehind(begin.position())).isNull();
    }

    @Test
    void aPlaceIsLostWhenReadingFailsAndResumedFromTheBacklog() throws Exception {
        feed.join();
        topic.order(1, 1, 1);
        Place place = Objects.requireNonNull(feed.awaitEnd(topic.end(), SOON));
        CompletableFuture<Next> next = CompletableFuture.supplyAsync(() -> next(place.sequence()));

        topic.fail(new TimeoutException("the broker is away"));

        assertThat(next.get(30, TimeUnit.SECONDS)).isInstanceOf(Next.Lost.class);
        topic.order(1, 1, 2);
        feed.awaitEnd(topic.end(), SOON);
        assertThat(topic.opened()).isEqualTo(2);
        assertThat(topic.open()).isEqualTo(1);
        Place again = Objects.requireNonNull(feed.placeBehind(place.position()));
        assertThat(again.sequence()).isGreaterThan(place.sequence());
        assertThat(((Next.Changes) feed.next(again.sequence(), NOW)).changes())
                .extracting(Change::offset)
                .contains(1L);
    }

    /** To close a consumer that the broker does not answer takes half a minute. */
    @Test
    void aPlaceIsLostBeforeTheReaderIsClosed() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        ChangeFeed slow = new ChangeFeed(
                () -> {
                    ChangeReader reader = topic.reader();
                    reader.onClose(() -> {
                        try {
                            mayClose.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    return reader;
                },
                () -> ReaderLeases.lasting(FakeTopic.PARTITIONS),
                FakeTopic.PARTITIONS,
                Duration.ZERO);
        try {
            slow.join();
            Place place = Objects.requireNonNull(slow.awaitEnd(NOTHING, SOON));

            topic.fail(new TimeoutException("the broker is away"));

            assertThat(slow.next(place.sequence(), SOON)).isInstanceOf(Next.Lost.class);
            assertThat(slow.isCurrent()).isFalse();
            assertThat(mayClose.getCount()).isEqualTo(1);
        } finally {
            mayClose.countDown();
            slow.close();
        }
    }

    @Test
    void readsAsLongAsSomebodyFollows() throws Exception {
        feed.join();
        feed.join();
        end();
        feed.leave();
        topic.order(1, 1, 1);
        assertThat(feed.awaitEnd(topic.end(), SOON)).isNotNull();

        feed.leave();
        awaitClosed();
        assertThat(feed.awaitEnd(NOTHING, NOW)).isNull();

        topic.order(1, 1, 2);
        feed.join();
        assertThat(Objects.requireNonNull(end()).position()).isEqualTo(topic.end());
        assertThat(topic.opened()).isEqualTo(2);
    }

    @Test
    void endsAllWhoFollowWhenItIsClosed() throws Exception {
        feed.join();
        long sequence = end().sequence();
        CompletableFuture<Next> next = CompletableFuture.supplyAsync(() -> next(sequence));

        feed.close();

        assertThat(next.get(30, TimeUnit.SECONDS)).isInstanceOf(Next.Lost.class);
        awaitClosed();
        feed.join();
        assertThat(feed.awaitEnd(NOTHING, SOON)).isNull();
        assertThat(topic.opened()).isEqualTo(1);
    }

    private void awaitClosed() {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (topic.open() > 0) {
            assertThat(System.nanoTime()).as("the consumer stays open").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Next next(long sequence) {
        try {
            return feed.next(sequence, SOON);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Place end() {
        try {
            return Objects.requireNonNull(feed.awaitEnd(NOTHING, SOON));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
