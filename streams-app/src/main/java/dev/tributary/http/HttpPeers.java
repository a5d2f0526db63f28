package dev.tributary.http;

import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.OrderRow;
import dev.tributary.view.Peers;
import dev.tributary.view.Position;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other instances under {@code /internal}, where they answer from what they have and ask nobody else. So many questions
 * at a time; one more waits for its turn as long as it would for its answer.
 */
final class HttpPeers implements Peers, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpPeers.class);

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final HttpClient client;
    private final HttpSettings settings;
    private final Semaphore turns;
    private final PositionToken tokens;
    private final int partitions;

    HttpPeers(HttpSettings settings, Optional<SSLContext> tls, PositionToken tokens, int partitions) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.settings = settings;
        this.turns = new Semaphore(settings.maxForwarded());
        this.tokens = tokens;
        this.partitions = partitions;
    }

    @Override
    public Answer<Optional<OrderRow>> order(HostInfo peer, long id, Freshness freshness) throws InterruptedException {
        return switch (ask(peer, "/internal/orders/" + id + "?", freshness)) {
            case Answer.Read<List<OrderRow>> read ->
                new Answer.Read<>(read.value().stream().findFirst(), read.position());
            case Answer<List<OrderRow>> failed -> Answer.failure(failed);
        };
    }

    @Override
    public Answer<List<OrderRow>> rows(
            HostInfo peer, Collection<Integer> ofPartitions, RowQuery query, Freshness freshness)
            throws InterruptedException {
        String user = query.user().isPresent() ? "&user_id=" + query.user().getAsLong() : "";
        return ask(
                peer,
                "/internal/orders?partitions="
                        + ofPartitions.stream().map(String::valueOf).collect(Collectors.joining(","))
                        + "&after=" + query.after() + "&limit=" + query.limit() + user + "&",
                freshness);
    }

    /**
     * What an instance says of itself.
     *
     * @return JSON
     * @throws IOException if it does not, in time
     */
    byte[] instance(HostInfo peer) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request(peer, "/internal/instance").build(), settings.forwardTimeout());
        if (response.statusCode() != 200) {
            throw new IOException("it answers with status " + response.statusCode());
        }
        return response.body();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private Answer<List<OrderRow>> ask(HostInfo peer, String pathAndQuery, Freshness freshness)
            throws InterruptedException {
        long waitMillis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(freshness.deadlineNanos() - System.nanoTime()));
        Duration patience = settings.forwardTimeout().plusMillis(waitMillis);
        if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Answer.NotReady<>("too many requests to other instances are under way");
        }
        try {
            HttpRequest request = request(
                            peer, pathAndQuery + "wait_ms=" + waitMillis + (freshness.standby() ? "&stale=allow" : ""))
                    .header(Requests.POSITION.defaultCase(), tokens.encode(freshness.atLeast(), 0))
                    .build();
            return answer(peer, send(request, patience));
        } catch (IOException e) {
            log.debug("{} does not answer", peer, e);
            return new Answer.Elsewhere<>("the instance that has it does not answer");
        } finally {
            turns.release();
        }
    }

    /** Within that time, to the last byte: the client's own time-out ends with the headers. */
    private HttpResponse<byte[]> send(HttpRequest request, Duration patience) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + patience, e);
        } finally {
            boolean unused = answer.cancel(true);
        }
    }

    private Answer<List<OrderRow>> answer(HostInfo peer, HttpResponse<byte[]> response) {
        try {
            return switch (response.statusCode()) {
                case 200 -> new Answer.Read<>(RowsFormat.decode(response.body()), position(response));
                case InternalRoutes.BEHIND -> new Answer.Behind<>(position(response));
                case InternalRoutes.ELSEWHERE -> new Answer.Elsewhere<>("the data is moving between instances");
                default -> new Answer.NotReady<>("the instance that has it cannot answer now");
            };
        } catch (BufferUnderflowException | InvalidTokenException e) {
            log.warn("{} answers in a form that is not known here: is it of another version?", peer, e);
            return new Answer.Elsewhere<>("the instance that has it cannot be understood");
        }
    }

    private Position position(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue(Requests.POSITION.defaultCase())
                .map(token -> tokens.decode(token).position())
                .orElse(Position.none(partitions));
    }

    private HttpRequest.Builder request(HostInfo peer, String pathAndQuery) {
        String scheme = settings.keystore().isPresent() ? "https" : "http";
        String host = peer.host().contains(":") ? "[" + peer.host() + "]" : peer.host();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(scheme + "://" + host + ":" + peer.port() + pathAndQuery));
        settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.GET();
    }
}
