package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through {@link Wires}, as chaos uses it. */
class TcpProxyTest {

    private static final Link LINK = new Link(ServerName.of(Part.CONNECT), Part.POSTGRES);
    private static final int SOON = 10_000;
    private static final int MOMENT = 200;

    private final Wires wires = new Wires();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private ServerSocket echo;
    private int port;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        port = wires.port(LINK.from(), LINK.to(), echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        wires.close();
        echo.close();
    }

    @Test
    void passesEverythingOn() throws IOException {
        byte[] much = new byte[5 << 20];
        new Random(1).nextBytes(much);
        try (Socket client = connect()) {
            Thread.ofVirtual().start(() -> write(client, much));
            assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
        }
    }

    @Test
    void passesTheEndOn() throws IOException {
        try (Socket client = connect()) {
            write(client, new byte[] {'q'});
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aCutEndsConnectionsAndRefusesNewOnes() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client, 1);

            wires.cut(LINK);

            assertThat(isOver(client)).isTrue();
        }
        try (Socket refused = connect()) {
            assertThat(isOver(refused)).isTrue();
        }
        wires.open(LINK);
        try (Socket client = connect()) {
            assertEchoes(client, 2);
        }
    }

    @Test
    void aStallHoldsBackAndDeliversLater() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client, 1);
            wires.stall(LINK, Fault.Held.BOTH);
            write(client, new byte[] {2});
            client.setSoTimeout(MOMENT);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            wires.open(LINK);

            client.setSoTimeout(SOON);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aStallOfRequestsLetsAnswersPass() throws IOException {
        try (Socket client = connect()) {
            write(client, new byte[] {'w'});
            assertThat(client.getInputStream().read()).isEqualTo('W');
            wires.stall(LINK, Fault.Held.REQUESTS);
            stalled.countDown();
            assertThat(client.getInputStream().read()).isEqualTo('w');
            write(client, new byte[] {3});
            client.setSoTimeout(MOMENT);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aStallOfAnswersLetsRequestsPass() throws IOException {
        wires.stall(LINK, Fault.Held.ANSWERS);
        try (Socket client = connect()) {
            write(client, new byte[] {'q'});
            assertThat(ended).succeedsWithin(Duration.ofMillis(SOON));
            client.setSoTimeout(MOMENT);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            wires.open(LINK);

            client.setSoTimeout(SOON);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aDelayKeepsTheOrder() throws IOException {
        try (Socket client = connect()) {
            wires.delay(LINK, Duration.ofMillis(150));
            long begin = System.nanoTime();
            write(client, new byte[] {1});
            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(300));

            write(client, new byte[] {2});
            wires.open(LINK);
            write(client, new byte[] {3});

            assertThat(client.getInputStream().readNBytes(2)).containsExactly(2, 3);
        }
    }

    @Test
    void aServerThatIsAwayIsAway() throws IOException {
        echo.close();
        try (Socket client = connect()) {
            assertThat(isOver(client)).isTrue();
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(SOON);
        return client;
    }

    private static boolean isOver(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Reset.
            return true;
        }
    }

    private static void assertEchoes(Socket client, int value) throws IOException {
        write(client, new byte[] {(byte) value});
        assertThat(client.getInputStream().read()).isEqualTo(value);
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
            client.getOutputStream().flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> echo(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Says what it is told; ends at a q, and at a w says a part of it first, and the rest when the test wants. */
    private void echo(Socket client) {
        try (client;
                InputStream in = client.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (buffer[0] == 'q' && count == 1) {
                    ended.complete(null);
                    return;
                }
                if (buffer[0] == 'w' && count == 1) {
                    client.getOutputStream().write('W');
                    stalled.await();
                }
                client.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // The client is gone.
        }
    }
}
