package dev.tributary.http;

import io.helidon.common.tls.Tls;
import io.helidon.http.ClientResponseHeaders;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.state.HostInfo;

/**
 * GET requests to other instances, on the thread that asks and over connections that are kept. Safe for use by several
 * threads, which are to be virtual ones.
 */
final class PeerClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int PIECE_BYTES = 16 << 10;
    private static final long SHORTEST_NANOS = 1_000_000;

    private final Http1Client client;
    private final String scheme;

    /**
     * @param connections kept to all instances together
     * @param token that the instances want, if they do
     */
    PeerClient(int connections, Optional<SSLContext> tls, Optional<String> token) {
        this.scheme = tls.isPresent() ? "https" : "http";
        this.client = Http1Client.builder()
                .update(builder -> tls.ifPresent(
                        context -> builder.tls(Tls.builder().sslContext(context).build())))
                .update(builder ->
                        token.ifPresent(value -> builder.addHeader(HeaderNames.AUTHORIZATION, "Bearer " + value)))
                .proxy(Proxy.noProxy())
                .followRedirects(false)
                .connectTimeout(CONNECT)
                .shareConnectionCache(false)
                .connectionCacheSize(connections)
                .servicesDiscoverServices(false)
                .build();
    }

    /** An answer, with whatever status. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, and never compared
    record Response(int status, ClientResponseHeaders headers, byte[] body) {
        Optional<String> header(HeaderName name) {
            return headers.first(name);
        }
    }

    /**
     * Asks.
     *
     * @param patience for the answer, to its last byte
     * @throws IOException if there is none in that time
     */
    Response get(HostInfo peer, String pathAndQuery, Map<HeaderName, String> headers, Duration patience)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String uri = scheme + "://" + Advertised.hostAndPort(peer) + pathAndQuery;
        try {
            return send(uri, headers, deadline);
        } catch (IOException e) {
            if (e instanceof SocketTimeoutException || isOver(deadline)) {
                throw e;
            }
            // The other side may have closed a connection that was kept, just as it was used again.
            return send(uri, headers, deadline);
        }
    }

    private Response send(String uri, Map<HeaderName, String> headers, long deadline)
            throws IOException, InterruptedException {
        Http1ClientRequest request = client.get().skipUriEncoding(true).uri(uri).readTimeout(left(deadline));
        headers.forEach(request::header);
        try (Http1ClientResponse response = request.request()) {
            return new Response(response.status().code(), response.headers(), body(response, deadline));
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while another instance was asked");
            }
            throw failure(e);
        }
    }

    /** What it says, with the reason at the front: the client wraps what the socket says. */
    private static IOException failure(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return io;
            }
        }
        return new IOException(e);
    }

    private static byte[] body(Http1ClientResponse response, long deadline) throws IOException {
        try (InputStream in = response.inputStream();
                ByteArrayOutputStream body = new ByteArrayOutputStream()) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                body.write(piece, 0, read);
                if (isOver(deadline)) {
                    throw new SocketTimeoutException("the answer did not end in time");
                }
            }
            return body.toByteArray();
        }
    }

    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline >= 0;
    }

    /** A millisecond at least: to a socket, less than that is no time-out at all. */
    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(SHORTEST_NANOS, deadline - System.nanoTime()));
    }

    @Override
    public void close() {
        client.closeResource();
    }
}
