package dev.tributary.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Ports of the stack on loopback, all chosen before the first part starts. Another process can still take one before its
 * server binds it: then the stack is started again on other ports.
 *
 * @param controller of Kafka's own, for its quorum of one
 * @param reporting of the PostgreSQL that has the view as a table, if there is one
 * @param http of each instance of the application
 */
record Ports(int postgres, int kafka, int controller, int registry, int connect, int reporting, List<Integer> http) {

    /** Below what systems hand out to outgoing connections, which would take the port of a server that restarts. */
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int ATTEMPTS = 1_000;

    /** Where people look for each part, as far as that is free, else anywhere. */
    static Ports conventional(int instances) {
        return choose(
                instances,
                List.of(5432, 9092, 9093, 8081, 8083, 5433),
                instance -> 8080 + (instance == 0 ? 0 : 10 + instance));
    }

    static Ports free(int instances) {
        return choose(instances, List.of(0, 0, 0, 0, 0, 0), instance -> 0);
    }

    /** One more. */
    static int freePort() {
        return freePort(0);
    }

    /** This one if it is free. */
    static int freePort(int preferred) {
        try (ServerSocket socket = bind(preferred)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StackException("Cannot find a free port on 127.0.0.1", e);
        }
    }

    /** Holds each port until all are chosen, so that no two parts get the same. */
    private static Ports choose(int instances, List<Integer> preferred, IntUnaryOperator preferredHttp) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int port : preferred) {
                held.add(bind(port));
            }
            for (int instance = 0; instance < instances; instance++) {
                held.add(bind(preferredHttp.applyAsInt(instance)));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            return new Ports(
                    ports.get(0),
                    ports.get(1),
                    ports.get(2),
                    ports.get(3),
                    ports.get(4),
                    ports.get(5),
                    ports.subList(preferred.size(), ports.size()));
        } catch (IOException e) {
            throw new StackException("Cannot find free ports on 127.0.0.1", e);
        } finally {
            held.forEach(Ports::release);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new StackException("Cannot let go of port " + socket.getLocalPort(), e);
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
