package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.http.PositionToken.Decoded;
import dev.tributary.http.ReceivedEvents.Event;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.KeyedViews;
import dev.tributary.view.Position;
import dev.tributary.view.ReaderLeases;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long ADA = 1;
    private static final long BOB = 2;
    private static final Optional<RowQuery.Reference> ALL = Optional.empty();
    private static final long LONG_AGO_SECONDS = 1_000_000_000;

    private final FakeTopic topic = new FakeTopic();
    private final FakePages pages = new FakePages();
    private final ChangeFeed feed =
            new ChangeFeed(topic::reader, () -> ReaderLeases.lasting(FakeTopic.PARTITIONS), FakeTopic.PARTITIONS);
    private final List<Running> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(Running::close);
        feed.close();
    }

    /** The last offset of an idle topic is that of a marker, which is in no row and no event. */
    @Test
    void streamsOfAnIdleTopicShareOneConsumer() throws Exception {
        pages.put(10, ADA, 7, topic.order(10, ADA, 7));
        Position lastRecord = topic.end();
        topic.marker();

        for (int i = 0; i < 20; i++) {
            Running withState = open(ALL, true);
            assertThat(withState.events.next().text()).isEqualTo("order 10 × 7");
            Event live = withState.events.next();
            assertThat(live.name()).isEqualTo("live");
            assertThat(positionOf(live)).isEqualTo(topic.end());
            assertThat(positionOf(
                            resume(ALL, lastRecord, LONG_AGO_SECONDS).events.next()))
                    .isEqualTo(topic.end());
        }
        assertThat(topic.opened()).isEqualTo(1);
    }

    @Test
    void isRefusedBeforeItsFirstByteIfTheStateCannotBeRead() {
        pages.unavailable = true;

        assertThatThrownBy(() -> open(ALL, true))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo("not-ready"));
    }

    @Test
    void isRefusedIfTheTopicCannotBeRead() {
        topic.order(1, ADA, 1);
        topic.hold();

        assertThatThrownBy(() -> open(ALL, false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo("not-available"));
    }

    @Test
    void theStateReflectsAtLeastWhereTheFeedBegins() throws Exception {
        topic.order(10, ADA, 1);
        topic.marker();

        open(ALL, true).events.next();

        assertThat(pages.asked.getFirst().atLeast()).isEqualTo(topic.end());
    }

    @Test
    void aChangeThatAPageReflectsAlreadyIsNotSentAgain() throws Exception {
        pages.put(10, ADA, 1, topic.order(10, ADA, 1));
        feedHasReached(topic.end());
        topic.hold();
        pages.put(10, ADA, 3, third());
        Running stream = open(ALL, true);

        assertThat(stream.events.next().text()).isEqualTo("order 10 × 3");
        topic.release();
        assertThat(stream.events.next().name()).isEqualTo("live");
        topic.order(10, ADA, 4);
        assertThat(stream.events.next().text()).isEqualTo("order 10 × 4");
    }

    /** Two changes more that the feed has not read yet; returns the offset of the second. */
    private long third() {
        topic.order(10, ADA, 2);
        return topic.order(10, ADA, 3);
    }

    /** An id before that would take a row back when the stream is resumed behind it. */
    @Test
    void isNotLiveBeforeItHasPassedAllThatTheStateReflects() throws Exception {
        pages.position = topic.end();
        feedHasReached(topic.end());
        topic.hold();
        // The page says that it reflects less than it does, as pages do that are read while changes come.
        pages.rows.put(10L, row(10, ADA, 1, topic.order(10, ADA, 1)));
        Running stream = open(ALL, true);

        assertThat(stream.events.next()).satisfies(event -> {
            assertThat(event.text()).isEqualTo("order 10 × 1");
            assertThat(event.id()).isEmpty();
        });
        stream.awaitBlockedIn("next");
        assertThat(stream.events.isEmpty()).isTrue();
        topic.release();
        assertThat(positionOf(stream.events.next())).isEqualTo(topic.end());
    }

    @Test
    void changesBetweenTwoPagesAreSentOnceAndInOrder() throws Exception {
        LongStream.rangeClosed(1, 1_500).forEach(id -> pages.put(id, ADA, 0, topic.order(id, ADA, 0)));
        topic.marker();
        pages.before(2, () -> {
            pages.put(5, ADA, 1, topic.order(5, ADA, 1));
            pages.put(1_200, ADA, 1, topic.order(1_200, ADA, 1));
            topic.delete(7, ADA);
            topic.delete(1_300, ADA);
            pages.remove(1_300);
            // The page reflects the deletions too, so they are passed before the stream is live.
            pages.position = topic.end();
        });
        Running stream = open(ALL, true);

        Map<Long, List<String>> sent = new TreeMap<>();
        Event event = stream.events.next();
        for (; !event.name().equals("live"); event = stream.events.next()) {
            assertThat(event.id()).isEmpty();
            sent.computeIfAbsent(event.order(), any -> new ArrayList<>()).add(event.text());
        }

        assertThat(sent.get(5L)).containsExactly("order 5 × 0", "order 5 × 1");
        assertThat(sent.get(7L)).containsExactly("order 7 × 0", "removed 7");
        assertThat(sent.get(1_200L)).containsExactly("order 1200 × 1");
        assertThat(sent.get(1_300L)).isIn(null, List.of("removed 1300"));
        assertThat(sent).hasSizeBetween(1_499, 1_500);
        assertThat(positionOf(event)).isEqualTo(topic.end());
    }

    /** The second page has a change that the first page's stream has not seen yet: it must wait for it, not skip it. */
    @Test
    void aPageIsReadAtTheLeastWhereTheStreamIs() throws Exception {
        LongStream.rangeClosed(1, 1_001).forEach(id -> pages.put(id, ADA, 0, topic.order(id, ADA, 0)));
        Position before = topic.end();
        topic.marker();
        pages.after(1, () -> pages.position = topic.end());
        pages.before(1, () -> pages.put(1, ADA, 9, topic.order(1, ADA, 9)));
        Running stream = open(ALL, true);
        while (!stream.events.next().name().equals("live")) {}

        assertThat(pages.asked.get(1).atLeast().covers(before)).isTrue();
        assertThat(pages.asked.get(1).atLeast().offset(FakeTopic.partitionOf(1)))
                .isEqualTo(topic.end().offset(FakeTopic.partitionOf(1)));
    }

    @Test
    void aStreamOfOneForeignKeyIsToldWhatLeaves() throws Exception {
        Running stream = open(Optional.of(new RowQuery.Reference(0, Key.of(ADA))), false);
        assertThat(stream.events.next().name()).isEqualTo("live");

        topic.order(10, ADA, 1);
        topic.order(11, BOB, 1);
        topic.move(10, ADA, BOB);
        topic.delete(11, BOB);
        topic.order(12, ADA, 1);
        topic.delete(12, ADA);
        topic.order(13, ADA, 1);

        // In the order of each partition.
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add(stream.events.next().text());
        }
        assertThat(texts)
                .containsSubsequence("order 10 × 1", "removed 10")
                .containsSubsequence("order 12 × 1", "removed 12")
                .contains("order 13 × 1");
    }

    @Test
    void aStreamOfATextIsToldWhatLeavesIt() throws Exception {
        FakeTopic texts = new FakeTopic(KeyedViews.of(KeyedViews.UUID, KeyedViews.TEXT));
        ChangeFeed ofTexts =
                new ChangeFeed(texts::reader, () -> ReaderLeases.lasting(FakeTopic.PARTITIONS), FakeTopic.PARTITIONS);
        StreamSources sources = new StreamSources(ofTexts, pages, texts::reader, texts.json, texts.tokens, PATIENCE);
        Key order = Key.of("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
        try (ofTexts) {
            Running empty = new Running(
                    sources,
                    Optional.of(new RowQuery.Reference(0, Key.of(""))),
                    Optional.empty(),
                    false,
                    new ReceivedEvents());
            Running longer = new Running(
                    sources,
                    Optional.of(new RowQuery.Reference(0, Key.of("ab"))),
                    Optional.empty(),
                    false,
                    new ReceivedEvents());
            assertThat(empty.events.next().name()).isEqualTo("live");
            assertThat(longer.events.next().name()).isEqualTo("live");

            texts.order(order, Key.of("a"), 1);
            texts.move(order, Key.of("a"), Key.of(""));
            texts.move(order, Key.of(""), Key.of("ab"));
            texts.delete(order, Key.of("ab"));

            assertThat(empty.events.next().data())
                    .startsWith("{\"id\":\"0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01\",\"user_id\":\"\",");
            assertThat(empty.events.next()).satisfies(event -> {
                assertThat(event.name()).isEqualTo("removed");
                assertThat(event.data()).isEqualTo("{\"id\":\"0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01\"}");
            });
            assertThat(longer.events.next().data()).contains("\"user_id\":\"ab\"");
            assertThat(longer.events.next().name()).isEqualTo("removed");
        }
    }

    @Test
    void everyLiveEventSaysWhereItCanBeResumed() throws Exception {
        Running stream = open(ALL, false);
        stream.events.next();
        for (int i = 1; i <= 20; i++) {
            topic.order(i, ADA, i);
            Event event = stream.events.next();
            assertThat(event.order()).isEqualTo(i);
            assertThat(positionOf(event)).isEqualTo(topic.end());
        }
    }

    @Test
    void goesOnBehindAnEventThatTheFeedHasForgotten() throws Exception {
        Position begin = Position.none(FakeTopic.PARTITIONS);
        for (int i = 1; i <= 20_000; i++) {
            topic.order(i % 100, ADA, i);
        }
        topic.marker();

        Running stream = resume(ALL, begin, LONG_AGO_SECONDS);

        int[] last = new int[100];
        Event event = stream.events.next();
        for (int i = 0; i < 20_000; i++, event = stream.events.next()) {
            int order = (int) event.order();
            assertThat(event.quantity())
                    .as("the next change of order " + order)
                    .isEqualTo(last[order] == 0 ? (order == 0 ? 100 : order) : last[order] + 100);
            last[order] = event.quantity();
            assertThat(topic.tokens.decode(event.id()).givenOutSeconds())
                    .as("there may be deletions behind it that are forgotten, counted from then")
                    .isEqualTo(LONG_AGO_SECONDS);
        }
        assertThat(event.name()).isEqualTo("live");
        assertThat(positionOf(event)).isEqualTo(topic.end());
        assertThat(topic.tokens.decode(event.id()).givenOutSeconds()).isGreaterThan(LONG_AGO_SECONDS);
        assertThat(topic.opened()).isEqualTo(2);
        assertThat(topic.open()).as("its own consumer is closed").isEqualTo(1);
    }

    @Test
    void idsOfWhatTheFeedHasReadAgainAreAsOldAsTheResumedOne() throws Exception {
        Position begin = Position.none(FakeTopic.PARTITIONS);
        topic.order(1, ADA, 1);
        topic.order(2, ADA, 1);
        topic.marker();

        Running stream = resume(ALL, begin, LONG_AGO_SECONDS);

        for (int i = 0; i < 2; i++) {
            assertThat(topic.tokens.decode(stream.events.next().id()).givenOutSeconds())
                    .isEqualTo(LONG_AGO_SECONDS);
        }
        assertThat(stream.events.next().name()).isEqualTo("live");
        assertThat(topic.opened()).isEqualTo(1);
    }

    /** The record by which the row got another foreign key is compacted away. */
    @Test
    void aResumedStreamOfOneForeignKeyIsToldWhatMayHaveLeft() throws Exception {
        topic.order(10, ADA, 1);
        Position begin = topic.end();
        topic.compact(10, topic.move(10, ADA, BOB));
        topic.order(10, BOB, 5);
        topic.marker();

        Running stream = resume(Optional.of(new RowQuery.Reference(0, Key.of(ADA))), begin, LONG_AGO_SECONDS);

        assertThat(stream.events.next().text()).isEqualTo("removed 10");
        assertThat(stream.events.next().name()).isEqualTo("live");
    }

    @Test
    void isGoneIfTheTopicHasLostWhatComesNext() {
        topic.order(1, ADA, 1);
        topic.order(1, ADA, 2);
        topic.order(2, ADA, 2);
        topic.truncate();

        assertThatThrownBy(() -> resume(ALL, Position.none(FakeTopic.PARTITIONS), LONG_AGO_SECONDS))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo("gone"));
        assertThat(topic.open()).as("the feed's consumer only").isEqualTo(1);
    }

    @Test
    void endsWhenTheFeedIsInterruptedAndGoesOnWhenItIsResumed() throws Exception {
        Running stream = open(ALL, false);
        stream.events.next();
        topic.order(1, ADA, 1);
        Event last = stream.events.next();

        topic.fail(new TimeoutException("the broker is away"));
        stream.awaitEnd();
        topic.order(2, ADA, 2);

        Running resumed = resume(ALL, positionOf(last), LONG_AGO_SECONDS);
        assertThat(resumed.events.next().text()).isEqualTo("order 2 × 2");
        assertThat(resumed.events.next().name()).isEqualTo("live");
        assertThat(topic.open()).isEqualTo(1);
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                writing.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        Running stream = new Running(ALL, Optional.empty(), false, stuck);
        assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();

        stream.stream().cutOffIfStuck(Duration.ofMinutes(1));
        assertThat(stream.end.isDone()).isFalse();
        stream.stream().cutOffIfStuck(Duration.ZERO);

        assertThatThrownBy(stream::awaitEnd).hasRootCauseInstanceOf(InterruptedException.class);
    }

    private Running open(Optional<RowQuery.Reference> user, boolean state) throws Exception {
        return new Running(user, Optional.empty(), state, new ReceivedEvents());
    }

    private Running resume(Optional<RowQuery.Reference> user, Position behind, long seconds) throws Exception {
        return new Running(user, Optional.of(new Decoded(behind, seconds)), true, new ReceivedEvents());
    }

    private void feedHasReached(Position position) throws InterruptedException {
        feed.join();
        assertThat(feed.awaitReached(position, PATIENCE)).isNotNull();
    }

    private Position positionOf(Event event) {
        return topic.tokens.decode(event.id()).position();
    }

    private ResultRow row(long order, long user, int quantity, long offset) {
        return new ResultRow(Key.of(order), offset, topic.value(Key.of(order), Key.of(user), quantity));
    }

    /** A stream in a thread of its own, as a request has one. Made when it has been prepared, and throws what refuses it. */
    private final class Running {
        final ReceivedEvents events;
        final CompletableFuture<Void> end = new CompletableFuture<>();
        private final CompletableFuture<ClientStream> prepared = new CompletableFuture<>();
        private final Thread thread;

        Running(Optional<RowQuery.Reference> user, Optional<Decoded> resumed, boolean state, OutputStream out)
                throws Exception {
            this(
                    new StreamSources(feed, pages, topic::reader, topic.json, topic.tokens, PATIENCE),
                    user,
                    resumed,
                    state,
                    out);
        }

        Running(
                StreamSources sources,
                Optional<RowQuery.Reference> user,
                Optional<Decoded> resumed,
                boolean state,
                OutputStream out)
                throws Exception {
            events = out instanceof ReceivedEvents received ? received : new ReceivedEvents();
            thread = Thread.ofPlatform().daemon().start(() -> {
                sources.feed().join();
                try (ClientStream stream = new ClientStream(sources, user)) {
                    stream.prepare(resumed, state);
                    prepared.complete(stream);
                    stream.run(out);
                    end.complete(null);
                } catch (Exception e) {
                    prepared.completeExceptionally(e);
                    end.completeExceptionally(e);
                } finally {
                    sources.feed().leave();
                }
            });
            running.add(this);
            try {
                prepared.get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                throw (Exception) e.getCause();
            }
        }

        ClientStream stream() {
            return prepared.join();
        }

        void awaitEnd() throws Exception {
            end.get(30, TimeUnit.SECONDS);
        }

        /** Until its thread waits for the feed. */
        void awaitBlockedIn(String method) {
            while (java.util.Arrays.stream(thread.getStackTrace())
                    .noneMatch(frame -> frame.getClassName().equals(ChangeFeed.class.getName())
                            && frame.getMethodName().equals(method)
                            && thread.getState() == Thread.State.TIMED_WAITING)) {
                assertThat(thread.isAlive()).isTrue();
                Thread.onSpinWait();
            }
        }

        void close() {
            thread.interrupt();
        }
    }

    /** A view whose rows and position a test sets, and changes before or after a page is read. */
    private final class FakePages implements PresentState.Pages {
        final Map<Long, ResultRow> rows = new TreeMap<>();
        final List<Freshness> asked = new ArrayList<>();
        volatile Position position = Position.none(FakeTopic.PARTITIONS);
        volatile boolean unavailable;
        private final Map<Integer, Runnable> before = new TreeMap<>();
        private final Map<Integer, Runnable> after = new TreeMap<>();

        void put(long order, long user, int quantity, long offset) {
            rows.put(order, row(order, user, quantity, offset));
            position = position.with(FakeTopic.partitionOf(order), offset);
        }

        void remove(long order) {
            rows.remove(order);
        }

        /** @param page counted from 1 */
        void before(int page, Runnable change) {
            before.put(page, change);
        }

        void after(int page, Runnable change) {
            after.put(page, change);
        }

        @Override
        public void await(Freshness freshness) {
            throw new IllegalStateException("nothing is to be waited for");
        }

        @Override
        public synchronized Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) {
            asked.add(freshness);
            if (unavailable) {
                return new Answer.NotReady<>("it is being restored");
            }
            before.getOrDefault(asked.size(), () -> {}).run();
            Position reflected = position;
            List<ResultRow> page = rows.values().stream()
                    .filter(row -> query.after().isEmpty()
                            || row.id().compareTo(query.after().get()) > 0)
                    .limit(query.limit())
                    .toList();
            after.getOrDefault(asked.size(), () -> {}).run();
            return new Answer.Read<>(page, reflected);
        }
    }
}
