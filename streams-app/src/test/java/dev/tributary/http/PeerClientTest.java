package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.http.PeerClient.Response;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerClientTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HeaderName POSITION = HeaderNames.create("Tributary-Position");

    private final PeerClient client = new PeerClient(4, Optional.empty(), Optional.of("secret"));
    private FakePeer peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new FakePeer();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
    }

    @Test
    void getsStatusHeadersAndBody() throws Exception {
        peer.answers(
                (request, out) -> out.write(FakePeer.answer("421 Misdirected", "Tributary-Position: there\r\n", "no")));

        Response response = get("/internal/orders/1?stale=deny", SOON);

        assertThat(response.status()).isEqualTo(421);
        assertThat(response.header(POSITION)).hasValue("there");
        assertThat(response.body()).asString().isEqualTo("no");
        assertThat(peer.requests().take())
                .startsWith("GET /internal/orders/1?stale=deny HTTP/1.1")
                .containsIgnoringCase("Tributary-Position: here")
                .containsIgnoringCase("Authorization: Bearer secret");
    }

    @Test
    void keepsItsConnections() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/", SOON).status()).isEqualTo(200);
        }

        assertThat(peer.connections()).isEqualTo(1);
    }

    @Test
    void asksAgainWhereAKeptConnectionWasClosed() throws Exception {
        peer.closeAfterAnswers();

        for (int i = 0; i < 20; i++) {
            assertThat(get("/", SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void givesUpOnOneThatDoesNotAnswer() {
        peer.answers((request, out) -> {});

        assertThatThrownBy(() -> get("/", Duration.ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
        assertThat(peer.requests()).hasSize(1);
    }

    /** To a socket, no time at all is all the time. */
    @Test
    void givesUpAtOnceWhereThereIsNoTime() {
        peer.answers((request, out) -> {});

        assertThatThrownBy(() -> get("/", Duration.ZERO)).isInstanceOf(IOException.class);
    }

    @Test
    void givesUpOnOneThatDoesNotComeToAnEnd() {
        peer.answers((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('x');
                out.flush();
                Thread.onSpinWait();
            }
        });

        long begin = System.nanoTime();
        assertThatThrownBy(() -> get("/", Duration.ofMillis(200))).isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        peer.close();

        assertThatThrownBy(() -> get("/", SOON)).isInstanceOf(IOException.class);
    }

    @Test
    void saysThatTheOtherSpeaksNoHttp() {
        peer.answers((request, out) -> out.write("220 mail.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

        assertThatThrownBy(() -> get("/", SOON)).isInstanceOf(IOException.class);
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        peer.answers((request, out) -> {});
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread asking = Thread.startVirtualThread(() -> {
            try {
                get("/", SOON);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        assertThat(peer.requests().poll(30, TimeUnit.SECONDS)).isNotNull();

        asking.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    private Response get(String path, Duration patience) throws IOException, InterruptedException {
        return client.get(new HostInfo("127.0.0.1", peer.port()), path, Map.of(POSITION, "here"), patience);
    }
}
