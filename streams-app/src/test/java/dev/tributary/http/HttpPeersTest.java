package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpPeersTest {

    private static final Key ID = Key.of(42);
    private static final int PARTITIONS = 4;
    private static final int MOST_FORWARDED = 2;
    private static final int PARTITION = Partitioning.partitionOf(ID, PARTITIONS);
    private static final ResultRow ROW = new ResultRow(ID, 7, new byte[] {1, 2, 3});
    private static final ResultRow ANOTHER = new ResultRow(Key.of(43), 8, new byte[] {4});
    private static final Position ANYTHING = Position.none(PARTITIONS);
    private static final Position EVERYWHERE = Position.of(9, 9, 9, 9);

    private final PositionToken tokens = new PositionToken(Uuid.ONE_UUID, PARTITIONS);
    private final AtomicLong clock = new AtomicLong();
    private final HttpPeers peers =
            new HttpPeers(settings(), Optional.empty(), tokens, PARTITIONS, KeyType.INTEGER, clock::get);
    private FakePeer peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new FakePeer();
    }

    @AfterEach
    void close() throws IOException {
        peers.close();
        peer.close();
    }

    @Test
    void findsARowAmongThoseOfItsBatch() throws Exception {
        says("batch", EVERYWHERE, ANOTHER, ROW);

        Answer.Read<Optional<ResultRow>> read = read(asItIs());

        assertThat(read.value()).hasValueSatisfying(row -> {
            assertThat(row.id()).isEqualTo(ID);
            assertThat(row.value()).containsExactly(1, 2, 3);
        });
        assertThat(read.position())
                .as("what is said of other partitions is not about this row")
                .isEqualTo(ANYTHING.with(PARTITION, 9));
        assertThat(peer.requests().take()).startsWith("GET /internal/orders/batch?ids=42&");
    }

    @Test
    void deniesARowThatItsPartitionDoesNotHave() throws Exception {
        says("batch", EVERYWHERE, ANOTHER);

        assertThat(read(asItIs()).value()).isEmpty();
        assertThat(peer.requests()).hasSize(1);
    }

    /** That partition could not be asked there, and so its row may exist. */
    @Test
    void asksAgainByItselfWhereTheBatchDoesNotKnow() throws Exception {
        long[] others = EVERYWHERE.offsets();
        others[PARTITION] = Position.NOTHING;
        peer.answers((request, out) -> out.write(
                request.contains("batch")
                        ? rows(Position.of(others), ANOTHER)
                        : FakePeer.answer("421 Misdirected Request", "", "")));

        assertThat(askRow(asItIs())).isInstanceOf(Answer.Elsewhere.class);
        assertThat(peer.requests()).hasSize(2);
    }

    @Test
    void asksByItselfForFreshnessAndOfAStandby() throws Exception {
        Position wanted = ANYTHING.with(PARTITION, 8);
        says("42?stale", EVERYWHERE, ROW);

        assertThat(read(new Freshness(wanted, System.nanoTime(), false)).value())
                .isPresent();
        assertThat(peer.requests().take())
                .startsWith("GET /internal/orders/42?stale=deny ")
                .containsIgnoringCase("Tributary-Position: " + tokens.encode(wanted, 0));
        assertThat(read(new Freshness(ANYTHING, System.nanoTime(), true)).value())
                .isPresent();
        assertThat(peer.requests().take()).startsWith("GET /internal/orders/42?stale=allow ");
    }

    @Test
    void asksForRowsByTheirKeys() throws Exception {
        says("/internal/orders?", EVERYWHERE, ROW);
        HostInfo here = new HostInfo("127.0.0.1", peer.port());
        RowQuery query = new RowQuery(Optional.of(new RowQuery.Reference(0, Key.of(-7))), Optional.of(Key.of(-5)), 10);

        assertThat(peers.rows(here, List.of(1, 2), query, asItIs())).isInstanceOf(Answer.Read.class);
        assertThat(peer.requests().take())
                .startsWith("GET /internal/orders?partitions=1,2&after=-5&limit=10&user_id=-7&stale=deny ");
    }

    /** What a text has in it must not be taken for what is around it. */
    @Test
    void asksForTextsPercentEncoded() throws Exception {
        Key text = Key.of("a/b,c?d=e&f%20+ .. ß\"{}");
        String encoded = "a%2Fb%2Cc%3Fd%3De%26f%2520%2B%20..%20%C3%9F%22%7B%7D";
        int partition = Partitioning.partitionOf(text, PARTITIONS);
        Freshness wanted = new Freshness(ANYTHING.with(partition, 8), System.nanoTime(), false);
        peer.answers((request, out) -> out.write(rows(EVERYWHERE, new ResultRow(text, 7, new byte[] {1}))));
        HostInfo here = new HostInfo("127.0.0.1", peer.port());
        try (HttpPeers texts = new HttpPeers(settings(), Optional.empty(), tokens, PARTITIONS, KeyType.TEXT)) {
            assertThat(texts.row(here, text, asItIs()))
                    .isInstanceOfSatisfying(
                            Answer.Read.class,
                            read -> assertThat((Optional<?>) read.value()).isPresent());
            assertThat(peer.requests().take()).startsWith("GET /internal/orders/batch?ids=" + encoded + "&stale=deny ");

            assertThat(texts.row(here, text, wanted)).isInstanceOf(Answer.Read.class);
            assertThat(peer.requests().take()).startsWith("GET /internal/order?id=" + encoded + "&stale=deny ");

            RowQuery query = new RowQuery(Optional.of(new RowQuery.Reference(0, Key.of(""))), Optional.of(text), 10);
            assertThat(texts.rows(here, List.of(1, 2), query, asItIs()))
                    .isInstanceOfSatisfying(
                            Answer.Read.class,
                            read -> assertThat((List<?>) read.value()).hasSize(1));
            assertThat(peer.requests().take())
                    .startsWith(
                            "GET /internal/orders?partitions=1,2&after=" + encoded + "&limit=10&user_id=&stale=deny ");
        }
    }

    @Test
    void keepsNothingForInstancesThatHaveGone() throws Exception {
        HostInfo here = new HostInfo("127.0.0.1", peer.port());
        says("batch", EVERYWHERE, ROW);
        read(asItIs());
        assertThat(peers.kept()).containsExactly(here);

        for (int port = 1; port <= 20; port++) {
            clock.addAndGet(Duration.ofMinutes(9).toNanos());
            peers.row(new HostInfo("127.0.0.1", port), ID, asItIs());
            assertThat(peers.kept()).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(peers.kept()).doesNotContain(here);
        assertThat(read(asItIs()).value()).as("it has come back").isPresent();
    }

    @Test
    void keepsAnInstanceThatIsInUse() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        peer.answers((request, out) -> {
            awaitUninterruptibly(answered);
            out.write(rows(EVERYWHERE, ROW));
        });
        CompletableFuture<Answer<Optional<ResultRow>>> order = CompletableFuture.supplyAsync(() -> {
            try {
                return askRow(asItIs());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(peer.requests().poll(30, TimeUnit.SECONDS)).isNotNull();

        clock.addAndGet(Duration.ofHours(1).toNanos());
        peers.row(new HostInfo("127.0.0.1", 1), ID, asItIs());
        answered.countDown();

        assertThat(order.get(30, TimeUnit.SECONDS)).isInstanceOf(Answer.Read.class);
        assertThat(peers.kept()).contains(new HostInfo("127.0.0.1", peer.port()));
    }

    @Test
    void whoWaitsForAPositionKeepsNoOtherFromAsking() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        peer.answers((request, out) -> {
            if (request.contains("/internal/await")) {
                awaitUninterruptibly(reached);
                out.write(FakePeer.answer("204 No Content", "", ""));
            } else {
                out.write(rows(EVERYWHERE, ROW));
            }
        });
        Freshness later = new Freshness(ANYTHING.with(PARTITION, 99), System.nanoTime() + 30_000_000_000L, false);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 2 * MOST_FORWARDED; i++) {
            waiting.add(Thread.startVirtualThread(() -> await(later)));
            assertThat(peer.requests().poll(30, TimeUnit.SECONDS))
                    .matches("(?s)GET /internal/await\\?partitions=" + PARTITION + "&wait_ms=[12]\\d{4}&stale=deny .*")
                    .containsIgnoringCase("Tributary-Position: " + tokens.encode(later.atLeast(), 0));
        }

        assertThat(read(asItIs()).value()).isPresent();
        assertThat(waiting).allMatch(Thread::isAlive);
        reached.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }
    }

    @Test
    void knowsHowFarAnotherIsBehindIfItSays() throws Exception {
        HostInfo here = new HostInfo("127.0.0.1", peer.port());
        peer.answers((request, out) -> out.write(FakePeer.answer("200 OK", "", "12345")));
        assertThat(peers.recordsBehind(here)).hasValue(12_345);
        assertThat(peer.requests().take()).startsWith("GET /internal/behind ");

        peer.answers((request, out) -> out.write(FakePeer.answer("200 OK", "", "a little")));
        assertThat(peers.recordsBehind(here)).isEmpty();
        peer.answers((request, out) -> out.write(FakePeer.answer("404 Not Found", "", "1")));
        assertThat(peers.recordsBehind(here)).as("of an earlier version").isEmpty();
        assertThat(peers.recordsBehind(new HostInfo("127.0.0.1", 1))).isEmpty();
    }

    private void await(Freshness freshness) {
        try {
            peers.await(new HostInfo("127.0.0.1", peer.port()), List.of(PARTITION), freshness);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"421, Elsewhere", "504, Behind", "503, NotReady", "401, NotReady", "500, NotReady"})
    void knowsWhyThereIsNoAnswer(int status, String what) throws Exception {
        String position = "Tributary-Position: " + tokens.encode(EVERYWHERE, 0) + "\r\n";
        peer.answers((request, out) -> out.write(FakePeer.answer(status + " No", position, "")));

        assertThat(askRow(asItIs()).getClass().getSimpleName()).isEqualTo(what);
    }

    @Test
    void hasTheClientAskForFewerRowsIfTheyAreTooLong() {
        peer.answers((request, out) -> out.write(FakePeer.answer("413 Too Long", "", "")));

        assertThatThrownBy(() -> askRow(asItIs()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo("page-too-long"));
    }

    @ParameterizedTest
    @CsvSource({"'', shorter than a row", "Tributary-Position: nonsense, ''"})
    void takesWhatItDoesNotUnderstandForNoAnswer(String header, String body) throws Exception {
        String headers = header.isEmpty() ? "" : header + "\r\n";
        peer.answers((request, out) -> out.write(FakePeer.answer("200 OK", headers, body)));

        assertThat(askRow(asItIs())).isInstanceOf(Answer.Elsewhere.class);
    }

    private void says(String to, Position position, ResultRow... rows) {
        peer.answers((request, out) ->
                out.write(request.contains(to) ? rows(position, rows) : FakePeer.answer("500 Not asked for", "", "")));
    }

    private byte[] rows(Position position, ResultRow... rows) {
        return FakePeer.answer(
                "200 OK",
                "Tributary-Position: " + tokens.encode(position, 0) + "\r\n",
                RowsFormat.encode(Arrays.asList(rows)));
    }

    private static Freshness asItIs() {
        return new Freshness(ANYTHING, System.nanoTime(), false);
    }

    private Answer<Optional<ResultRow>> askRow(Freshness freshness) throws InterruptedException {
        return peers.row(new HostInfo("127.0.0.1", peer.port()), ID, freshness);
    }

    private Answer.Read<Optional<ResultRow>> read(Freshness freshness) throws InterruptedException {
        return (Answer.Read<Optional<ResultRow>>) askRow(freshness);
    }

    private static HttpSettings settings() {
        return HttpSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        "unused:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        "http://unused:8081",
                        "TRIBUTARY_HTTP_MAX_FORWARDED",
                        String.valueOf(MOST_FORWARDED),
                        "TRIBUTARY_HTTP_FORWARD_TIMEOUT_MS",
                        "20000")));
    }
}
