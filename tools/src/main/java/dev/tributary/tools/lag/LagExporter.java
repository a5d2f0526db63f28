package dev.tributary.tools.lag;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureMonitor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics} with the lag of groups, asked of the broker each time, and with 503 if that is away; and with what
 * keeps changes from being captured, if the database is known.
 */
public final class LagExporter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LagExporter.class);
    private static final int UNAVAILABLE = 503;

    private final GroupLags lags;
    private final List<String> groups;
    private final Optional<CaptureMonitor> capture;
    private final HttpServer server;

    private LagExporter(GroupLags lags, List<String> groups, Optional<CaptureMonitor> capture, HttpServer server) {
        this.lags = lags;
        this.groups = groups;
        this.capture = capture;
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param kafka settings of a client
     * @param capture what the database is compared with, if it is known where it is
     * @param address port 0 is any that is free
     */
    public static LagExporter start(
            Map<String, Object> kafka, List<String> groups, Optional<CaptureCheck> capture, InetSocketAddress address)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        GroupLags lags = GroupLags.open(kafka);
        LagExporter exporter = new LagExporter(lags, List.copyOf(groups), capture.map(CaptureMonitor::start), server);
        server.createContext("/metrics", exporter::answer);
        // One at a time: who scrapes is one.
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("lag-exporter").factory()));
        server.start();
        return exporter;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(
                        exchange,
                        200,
                        LagText.metrics(lags.of(groups))
                                + capture.map(CaptureMonitor::metrics).orElse(""));
            } catch (ExecutionException e) {
                log.warn("the lag of {} is not known: {}", groups, String.valueOf(e.getCause()));
                send(exchange, UNAVAILABLE, "Kafka does not answer: " + e.getCause() + "\n");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        capture.ifPresent(CaptureMonitor::close);
        lags.close();
    }
}
