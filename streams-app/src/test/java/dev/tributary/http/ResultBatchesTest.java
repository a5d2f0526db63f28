package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.view.Answer;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResultBatchesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<List<Key>> asked = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<List<Key>> arrived = new LinkedBlockingQueue<>();
    private final Semaphore answers = new Semaphore(0);
    private final ResultBatches batches = new ResultBatches(ids -> {
        asked.add(ids);
        arrived.add(ids);
        answers.acquire();
        return new Answer.Read<>(
                ids.stream()
                        .map(id -> new ResultRow(id, id.number(), new byte[0]))
                        .toList(),
                Position.of(7));
    });

    @Test
    void goesAtOnceWhenItIsAlone() throws Exception {
        answers.release();

        assertThat(ids(batches.ask(Key.of(5), PATIENCE))).containsExactly(5L);
        assertThat(asked).containsExactly(List.of(Key.of(5)));
    }

    @Test
    void goesTogetherWithWhoWaits() throws Exception {
        CompletableFuture<Answer<List<ResultRow>>> first = ask(1);
        arrive();
        List<CompletableFuture<Answer<List<ResultRow>>>> rest = new ArrayList<>();
        for (long id = 3; id <= 9; id++) {
            rest.add(ask(id));
            awaitWaiting(rest.size());
        }

        answers.release();
        assertThat(arrived.poll(30, TimeUnit.SECONDS))
                .extracting(Key::number)
                .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        answers.release();

        for (int i = 0; i < rest.size(); i++) {
            assertThat(ids(rest.get(i).get())).contains(3L + i);
        }
        assertThat(ids(first.get())).containsExactly(1L);
    }

    @Test
    void asksForNoMoreThanItMayAtATime() throws Exception {
        List<CompletableFuture<Answer<List<ResultRow>>>> all = new ArrayList<>();
        for (long id = 0; id < 200; id++) {
            all.add(ask(id));
        }
        answers.release(1_000);

        for (int i = 0; i < all.size(); i++) {
            assertThat(ids(all.get(i).get())).contains((long) i);
        }
        assertThat(asked).allSatisfy(ids -> assertThat(ids).hasSizeLessThanOrEqualTo(ResultBatches.MOST_IDS));
        assertThat(asked.stream().mapToInt(List::size).sum()).isEqualTo(200);
    }

    /** Encoded, they have to fit the first line of a request. */
    @Test
    void asksForFewerThatAreLong() throws Exception {
        CompletableFuture<Answer<List<ResultRow>>> first = ask(1);
        arrive();
        List<Key> keys = IntStream.range(0, 20)
                .mapToObj(number -> Key.of("ß".repeat(500) + number))
                .toList();
        List<CompletableFuture<Answer<List<ResultRow>>>> rest = new ArrayList<>();
        for (Key key : keys) {
            rest.add(ask(key));
            awaitWaiting(rest.size());
        }
        answers.release(1_000);

        assertThat(first.get()).isInstanceOf(Answer.Read.class);
        for (int i = 0; i < rest.size(); i++) {
            assertThat(((Answer.Read<List<ResultRow>>) rest.get(i).get()).value())
                    .extracting(ResultRow::id)
                    .contains(keys.get(i));
        }
        assertThat(asked.stream().skip(1))
                .allSatisfy(ids -> assertThat(
                                ids.stream().mapToInt(id -> id.bytes().length).sum())
                        .isLessThanOrEqualTo(ResultBatches.MOST_BYTES));
        assertThat(asked).as("one at first, and four at a time").hasSize(1 + 20 / 4);
    }

    @Test
    void oneThatGivesUpKeepsNobodyElse() throws Exception {
        CompletableFuture<Answer<List<ResultRow>>> first = ask(1);
        arrive();

        assertThat(batches.ask(Key.of(3), Duration.ofMillis(20))).isInstanceOf(Answer.Elsewhere.class);
        CompletableFuture<Answer<List<ResultRow>>> next = ask(4);
        awaitWaiting(1);
        answers.release(2);

        assertThat(ids(next.get())).containsExactly(4L);
        assertThat(first.get()).isInstanceOf(Answer.Read.class);
    }

    @Test
    void oneThatIsInterruptedKeepsNobodyElse() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Thread leader = Thread.startVirtualThread(() -> {
            try {
                batches.ask(Key.of(2), PATIENCE);
            } catch (InterruptedException e) {
                ended.countDown();
            }
        });
        arrive();
        CompletableFuture<Answer<List<ResultRow>>> next = ask(3);
        awaitWaiting(1);

        leader.interrupt();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        answers.release();

        assertThat(ids(next.get())).containsExactly(3L);
    }

    private CompletableFuture<Answer<List<ResultRow>>> ask(long id) {
        return ask(Key.of(id));
    }

    private CompletableFuture<Answer<List<ResultRow>>> ask(Key id) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return batches.ask(id, PATIENCE);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private void arrive() throws InterruptedException {
        assertThat(arrived.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    private void awaitWaiting(int count) {
        while (batches.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    private static List<Long> ids(Answer<List<ResultRow>> answer) {
        return ((Answer.Read<List<ResultRow>>) answer)
                .value().stream().map(row -> row.id().number()).toList();
    }
}
