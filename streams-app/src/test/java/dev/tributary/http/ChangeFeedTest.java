package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.http.ChangeFeed.Next;
import dev.tributary.http.ChangeFeed.Place;
import dev.tributary.view.Position;
import dev.tributary.view.ReaderLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
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
        assertThat(feed.awaitReached(NOTHING, NOW)).isNull();
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

        assertThat(awaitReached(topic.end()).end().sequence()).isEqualTo(sequence);
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
        assertThat(placeBehind(lastRecord)).isNotNull();
        Place first = Objects.requireNonNull(placeBehind(NOTHING));
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
        assertThat(placeBehind(NOTHING.with(partition, 4))).isNotNull();
        assertThat(placeBehind(NOTHING.with(partition, 3))).isNull();
    }

    /** A stream that begins now must not be sent what was there before. */
    @Test
    void hasNoEndUntilItHasReadItsBacklog() throws Exception {
        topic.order(1, 1, 1);
        topic.hold();
        feed.join();
        CompletableFuture<Place> end = CompletableFuture.supplyAsync(this::end);

        assertThat(feed.awaitReached(NOTHING, Duration.ofMillis(300))).isNull();
        assertThat(end.isDone()).isFalse();
        topic.release();

        Place first = Objects.requireNonNull(placeBehind(NOTHING));
        assertThat(end.get(30, TimeUnit.SECONDS).sequence()).isEqualTo(first.sequence() + 1);
    }

    @Test
    void waitsForAPosition() throws Exception {
        feed.join();
        Position later = end().position().with(0, 0).with(1, 0);
        assertThat(feed.awaitReached(later, Duration.ofMillis(100))).isNull();

        topic.marker();

        assertThat(awaitReached(later).end().position()).isEqualTo(later);
    }

    @Test
    void aPlaceIsLostWhenItsChangesAreForgotten() throws Exception {
        feed.join();
        Place begin = end();
        for (int i = 0; i < 65_536; i++) {
            topic.order(1, 1, i);
        }
        awaitReached(topic.end());
        assertThat(feed.next(begin.sequence(), NOW)).isInstanceOf(Next.Changes.class);
        assertThat(placeBehind(begin.position())).isNotNull();

        topic.order(1, 1, 1);
        awaitReached(topic.end());

        assertThat(feed.next(begin.sequence(), NOW)).isInstanceOf(Next.Lost.class);
        assertThat(placeBehind(begin.position())).isNull();
    }

    @Test
    void aPlaceIsLostWhenReadingFailsAndResumedFromTheBacklog() throws Exception {
        feed.join();
        topic.order(1, 1, 1);
        Place place = awaitReached(topic.end()).end();
        CompletableFuture<Next> next = CompletableFuture.supplyAsync(() -> next(place.sequence()));

        topic.fail(new TimeoutException("the broker is away"));

        assertThat(next.get(30, TimeUnit.SECONDS)).isInstanceOf(Next.Lost.class);
        topic.order(1, 1, 2);
        awaitReached(topic.end());
        assertThat(topic.opened()).isEqualTo(2);
        assertThat(topic.open()).isEqualTo(1);
        Place again = Objects.requireNonNull(placeBehind(place.position()));
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
            Place place =
                    Objects.requireNonNull(slow.awaitReached(NOTHING, SOON)).end();

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
    void aPlaceIsLostWhenTheLeaseEndsThoughTheReaderIsBlocked() throws Exception {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch unblocked = new CountDownLatch(1);
        ChangeFeed blocked = new ChangeFeed(
                topic::reader, () -> ReaderLeases.of(nanos, Map.of()), FakeTopic.PARTITIONS, Duration.ZERO);
        try {
            blocked.join();
            Place place =
                    Objects.requireNonNull(blocked.awaitReached(NOTHING, SOON)).end();
            topic.block(unblocked);
            assertThat(blocked.next(place.sequence(), NOW)).isInstanceOf(Next.Nothing.class);

            nanos.addAndGet(ReaderLeases.TERM.toNanos());

            assertThat(blocked.next(place.sequence(), SOON)).isInstanceOf(Next.Lost.class);
            assertThat(blocked.awaitReached(NOTHING, NOW)).isNull();
        } finally {
            unblocked.countDown();
            blocked.close();
        }
    }

    @Test
    void isCurrentAsLongAsItReadsToTheEndsThatTheBrokerAnswers() throws Exception {
        AtomicLong nanos = new AtomicLong();
        Map<Integer, Long> ends = new ConcurrentHashMap<>(Map.of(0, 0L, 1, 0L));
        ChangeFeed reading =
                new ChangeFeed(topic::reader, () -> ReaderLeases.of(nanos, ends), FakeTopic.PARTITIONS, Duration.ZERO);
        try {
            reading.join();
            Objects.requireNonNull(reading.awaitReached(NOTHING, SOON));
            for (int seconds = 0; seconds < 2 * ReaderLeases.TERM.toSeconds(); seconds += 4) {
                nanos.addAndGet(Duration.ofSeconds(4).toNanos());
                topic.marker();
                // What is observed is observed after the poll that follows.
                for (int i = 0; i < 2; i++) {
                    topic.marker();
                    assertThat(reading.awaitReached(topic.end(), SOON)).isNotNull();
                }
            }

            ends.replaceAll((partition, end) -> 1_000L);
            nanos.addAndGet(ReaderLeases.TERM.toNanos());
            assertThat(reading.isCurrent()).isFalse();
        } finally {
            reading.close();
        }
    }

    @Test
    void readsAsLongAsSomebodyFollows() throws Exception {
        feed.join();
        feed.join();
        end();
        feed.leave();
        topic.order(1, 1, 1);
        assertThat(feed.awaitReached(topic.end(), SOON)).isNotNull();

        feed.leave();
        awaitClosed();
        assertThat(feed.awaitReached(NOTHING, NOW)).isNull();

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
        assertThat(feed.awaitReached(NOTHING, SOON)).isNull();
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

    private ChangeFeed.Kept awaitReached(Position position) throws InterruptedException {
        return Objects.requireNonNull(feed.awaitReached(position, SOON));
    }

    /** The first place that is kept; null if something behind the position is not. */
    private @Nullable Place placeBehind(Position position) throws InterruptedException {
        ChangeFeed.Kept kept = awaitReached(NOTHING);
        return kept.hasAllBehind(position) ? kept.first() : null;
    }

    private Place end() {
        try {
            return Objects.requireNonNull(feed.awaitReached(NOTHING, SOON)).end();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
