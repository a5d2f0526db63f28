package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.http.PeerClient.Response;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private Peer peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new Peer();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
    }

    @Test
    void getsStatusHeadersAndBody() throws Exception {
        peer.answers = (request, out) -> out.write(answer("421 Misdirected", "Tributary-Position: there\r\n", "no"));

        Response response = get("/internal/orders/1?wait_ms=0", SOON);

        assertThat(response.status()).isEqualTo(421);
        assertThat(response.header(POSITION)).hasValue("there");
        assertThat(response.body()).asString().isEqualTo("no");
        assertThat(peer.requests.take())
                .startsWith("GET /internal/orders/1?wait_ms=0 HTTP/1.1")
                .containsIgnoringCase("Tributary-Position: here")
                .containsIgnoringCase("Authorization: Bearer secret");
    }

    @Test
    void keepsItsConnections() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/", SOON).status()).isEqualTo(200);
        }

        assertThat(peer.connections).hasValue(1);
    }

    @Test
    void asksAgainWhereAKeptConnectionWasClosed() throws Exception {
        peer.closesAfterAnswers = true;

        for (int i = 0; i < 20; i++) {
            assertThat(get("/", SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void givesUpOnOneThatDoesNotAnswer() {
        peer.answers = (request, out) -> {};

        assertThatThrownBy(() -> get("/", Duration.ofMillis(200))).isInstanceOf(SocketTimeoutException.class);
        assertThat(peer.requests).hasSize(1);
    }

    @Test
    void givesUpOnOneThatDoesNotComeToAnEnd() {
        peer.answers = (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write('x');
                out.flush();
                Thread.onSpinWait();
            }
        };

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
        peer.answers = (request, out) -> out.write("220 mail.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> get("/", SOON)).isInstanceOf(IOException.class);
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        peer.answers = (request, out) -> {};
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread asking = Thread.startVirtualThread(() -> {
            try {
                get("/", SOON);
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        assertThat(peer.requests.poll(30, TimeUnit.SECONDS)).isNotNull();

        asking.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    private Response get(String path, Duration patience) throws IOException, InterruptedException {
        return client.get(new HostInfo("127.0.0.1", peer.port()), path, Map.of(POSITION, "here"), patience);
    }

    private static byte[] answer(String status, String headers, String body) {
        return ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private interface Answers {
        void to(String request, OutputStream out) throws IOException;
    }

    /** Another instance, byte by byte. */
    private static final class Peer implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        private volatile Answers answers = (request, out) -> out.write(answer("200 OK", "", "yes"));
        private volatile boolean closesAfterAnswers;

        Peer() throws IOException {
            Thread.startVirtualThread(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    connections.incrementAndGet();
                    Thread.startVirtualThread(() -> serve(connection));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                StringBuilder request = new StringBuilder();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    request.append(line).append('\n');
                    if (line.isEmpty()) {
                        requests.add(request.toString());
                        answers.to(request.toString(), connection.getOutputStream());
                        request.setLength(0);
                        if (closesAfterAnswers) {
                            return;
                        }
                    }
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
