package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.AppConfig;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.OrderRow;
import dev.tributary.view.Position;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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

    private static final long ID = 42;
    private static final int PARTITIONS = 4;
    private static final int PARTITION = Partitioning.partitionOf(ID, PARTITIONS);
    private static final OrderRow ROW = new OrderRow(ID, 7, new byte[] {1, 2, 3});
    private static final OrderRow ANOTHER = new OrderRow(ID + 1, 8, new byte[] {4});
    private static final Position ANYTHING = Position.none(PARTITIONS);
    private static final Position EVERYWHERE = Position.of(9, 9, 9, 9);

    private final PositionToken tokens = new PositionToken(Uuid.ONE_UUID, PARTITIONS);
    private final HttpPeers peers = new HttpPeers(settings(), Optional.empty(), tokens, PARTITIONS);
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
    void findsAnOrderAmongThoseOfItsBatch() throws Exception {
        says("batch", EVERYWHERE, ANOTHER, ROW);

        Answer.Read<Optional<OrderRow>> read = read(asItIs());

        assertThat(read.value()).hasValueSatisfying(row -> {
            assertThat(row.id()).isEqualTo(ID);
            assertThat(row.value()).containsExactly(1, 2, 3);
        });
        assertThat(read.position())
                .as("what is said of other partitions is not about this order")
                .isEqualTo(ANYTHING.with(PARTITION, 9));
        assertThat(peer.requests().take()).startsWith("GET /internal/orders/batch?ids=42&");
    }

    @Test
    void deniesAnOrderThatItsPartitionDoesNotHave() throws Exception {
        says("batch", EVERYWHERE, ANOTHER);

        assertThat(read(asItIs()).value()).isEmpty();
        assertThat(peer.requests()).hasSize(1);
    }

    /** That partition could not be asked there, and so its order may exist. */
    @Test
    void asksAgainByItselfWhereTheBatchDoesNotKnow() throws Exception {
        long[] others = EVERYWHERE.offsets();
        others[PARTITION] = Position.NOTHING;
        peer.answers((request, out) -> out.write(
                request.contains("batch")
                        ? rows(Position.of(others), ANOTHER)
                        : FakePeer.answer("421 Misdirected Request", "", "")));

        assertThat(order(asItIs())).isInstanceOf(Answer.Elsewhere.class);
        assertThat(peer.requests()).hasSize(2);
    }

    @Test
    void asksByItselfForFreshnessAndOfAStandby() throws Exception {
        Position wanted = ANYTHING.with(PARTITION, 8);
        says("42?wait_ms", EVERYWHERE, ROW);

        assertThat(read(new Freshness(wanted, System.nanoTime(), false)).value())
                .isPresent();
        assertThat(peer.requests().take())
                .startsWith("GET /internal/orders/42?wait_ms=0 ")
                .containsIgnoringCase("Tributary-Position: " + tokens.encode(wanted, 0));
        assertThat(read(new Freshness(ANYTHING, System.nanoTime(), true)).value())
                .isPresent();
        assertThat(peer.requests().take()).startsWith("GET /internal/orders/42?wait_ms=0&stale=allow ");
    }

    @ParameterizedTest
    @CsvSource({"421, Elsewhere", "504, Behind", "503, NotReady", "401, NotReady", "500, NotReady"})
    void knowsWhyThereIsNoAnswer(int status, String what) throws Exception {
        String position = "Tributary-Position: " + tokens.encode(EVERYWHERE, 0) + "\r\n";
        peer.answers((request, out) -> out.write(FakePeer.answer(status + " No", position, "")));

        assertThat(order(asItIs()).getClass().getSimpleName()).isEqualTo(what);
    }

    @Test
    void hasTheClientAskForFewerRowsIfTheyAreTooLong() {
        peer.answers((request, out) -> out.write(FakePeer.answer("413 Too Long", "", "")));

        assertThatThrownBy(() -> order(asItIs()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo("page-too-long"));
    }

    @ParameterizedTest
    @CsvSource({"'', shorter than a row", "Tributary-Position: nonsense, ''"})
    void takesWhatItDoesNotUnderstandForNoAnswer(String header, String body) throws Exception {
        String headers = header.isEmpty() ? "" : header + "\r\n";
        peer.answers((request, out) -> out.write(FakePeer.answer("200 OK", headers, body)));

        assertThat(order(asItIs())).isInstanceOf(Answer.Elsewhere.class);
    }

    private void says(String to, Position position, OrderRow... rows) {
        peer.answers((request, out) ->
                out.write(request.contains(to) ? rows(position, rows) : FakePeer.answer("500 Not asked for", "", "")));
    }

    private byte[] rows(Position position, OrderRow... rows) {
        return FakePeer.answer(
                "200 OK",
                "Tributary-Position: " + tokens.encode(position, 0) + "\r\n",
                RowsFormat.encode(Arrays.asList(rows)));
    }

    private static Freshness asItIs() {
        return new Freshness(ANYTHING, System.nanoTime(), false);
    }

    private Answer<Optional<OrderRow>> order(Freshness freshness) throws InterruptedException {
        return peers.order(new HostInfo("127.0.0.1", peer.port()), ID, freshness);
    }

    private Answer.Read<Optional<OrderRow>> read(Freshness freshness) throws InterruptedException {
        return (Answer.Read<Optional<OrderRow>>) order(freshness);
    }

    private static HttpSettings settings() {
        return HttpSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        "unused:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        "http://unused:8081")));
    }
}
