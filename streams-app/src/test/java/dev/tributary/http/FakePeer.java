package dev.tributary.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Another instance, byte by byte. Says yes to everything unless it is told what to say. */
final class FakePeer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private volatile Answers answers = (request, out) -> out.write(answer("200 OK", "", "yes"));
    private volatile boolean closesAfterAnswers;
    private final Thread accepting;

    FakePeer() throws IOException {
        accepting = Thread.startVirtualThread(this::accept);
    }

    /** What it says to a request, given as its lines. */
    interface Answers {
        void to(String request, OutputStream out) throws IOException;
    }

    /**
     * A whole answer.
     *
     * @param headers lines of them, each with its end
     */
    static byte[] answer(String status, String headers, String body) {
        return answer(status, headers, body.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] answer(String status, String headers, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    void answers(Answers said) {
        answers = said;
    }

    /** Closes each connection when it has answered once. */
    void closeAfterAnswers() {
        closesAfterAnswers = true;
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** All that has come. */
    BlockingQueue<String> requests() {
        return requests;
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
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
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

    /**
     * Nobody listens once this has returned: a socket that is closed while a thread enters {@code accept} can still take
     * one connection.
     */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
