package dev.tributary.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the stack on loopback, all chosen before the first part starts. Another process can still take one before its
 * server binds it: then the stack is started again on other ports.
 *
 * @param controller of Kafka's own, for its quorum of one
 */
record Ports(int postgres, int kafka, int controller, int registry, int connect) {

    /** Below what systems hand out to outgoing connections, which would take the port of a server that restarts. */
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int ATTEMPTS = 1_000;

    /** Where people look for each part, as far as that is free, else anywhere. */
    static Ports conventional() {
        return choose(5432, 9092, 9093, 8081, 8083);
    }

    static Ports free() {
        return choose(0, 0, 0, 0, 0);
    }

    /** Holds each port until all are chosen, so that no two parts get the same. */
    private static Ports choose(int postgres, int kafka, int controller, int registry, int connect) {
        try (ServerSocket postgresSocket = bind(postgres);
                ServerSocket kafkaSocket = bind(kafka);
                ServerSocket controllerSocket = bind(controller);
                ServerSocket registrySocket = bind(registry);
                ServerSocket connectSocket = bind(connect)) {
            return new Ports(
                    postgresSocket.getLocalPort(),
                    kafkaSocket.getLocalPort(),
                    controllerSocket.getLocalPort(),
                    registrySocket.getLocalPort(),
                    connectSocket.getLocalPort());
        } catch (IOException e) {
            throw new StackException("Cannot find free ports on 127.0.0.1", e);
        }
    }

    /** Whether something listens there. */
    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** On {@code preferred} if it is not 0 and free, else on any. */
    private static ServerSocket bind(int preferred) throws IOException {
        int port = preferred;
        for (int i = 0; i < ATTEMPTS; i++) {
            if (port != 0) {
                ServerSocket socket = new ServerSocket();
                try {
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    return socket;
                } catch (IOException e) {
                    socket.close();
                }
            }
            port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
        }
        throw new IOException("No free port between " + FIRST + " and " + LAST);
    }
}
