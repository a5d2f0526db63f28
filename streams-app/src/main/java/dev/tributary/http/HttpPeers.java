package dev.tributary.http;

import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.OrderRow;
import dev.tributary.view.Peers;
import dev.tributary.view.Position;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

    private final PeerClient client;
    private final Duration timeout;
    private final Semaphore turns;
    private final PositionToken tokens;
    private final int partitions;
    private final Position anything;
    private final Map<HostInfo, OrderBatches> batches = new ConcurrentHashMap<>();

    HttpPeers(HttpSettings settings, Optional<SSLContext> tls, PositionToken tokens, int partitions) {
        this.client = new PeerClient(settings.maxForwarded(), tls, settings.token());
        this.timeout = settings.forwardTimeout();
        this.turns = new Semaphore(settings.maxForwarded());
        this.tokens = tokens;
        this.partitions = partitions;
        this.anything = Position.none(partitions);
    }

    @Override
    public Answer<Optional<OrderRow>> order(HostInfo peer, long id, Freshness freshness) throws InterruptedException {
        boolean asItIs = freshness.atLeast().equals(anything) && !freshness.standby();
        return asItIs ? batched(peer, id, freshness) : alone(peer, id, freshness);
    }

    private Answer<Optional<OrderRow>> batched(HostInfo peer, long id, Freshness freshness)
            throws InterruptedException {
        Answer<List<OrderRow>> answer =
                batches.computeIfAbsent(peer, this::batchesOf).ask(id, timeout);
        if (!(answer instanceof Answer.Read<List<OrderRow>> read)) {
            return Answer.failure(answer);
        }
        int partition = Partitioning.partitionOf(id, partitions);
        long offset = read.position().offset(partition);
        return offset == Position.NOTHING
                ? alone(peer, id, freshness) // that partition, or whether there is anything in it, is not known there
                : new Answer.Read<>(
                        read.value().stream().filter(row -> row.id() == id).findFirst(),
                        anything.with(partition, offset));
    }

    private OrderBatches batchesOf(HostInfo peer) {
        return new OrderBatches(ids -> ask(
                peer,
                "/internal/orders/batch?ids="
                        + ids.stream().map(String::valueOf).collect(Collectors.joining(","))
                        + "&",
                new Freshness(anything, System.nanoTime(), false)));
    }

    private Answer<Optional<OrderRow>> alone(HostInfo peer, long id, Freshness freshness) throws InterruptedException {
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
        String after = query.after().isPresent() ? "&after=" + query.after().getAsLong() : "";
        return ask(
                peer,
                "/internal/orders?partitions="
                        + ofPartitions.stream().map(String::valueOf).collect(Collectors.joining(","))
                        + after + "&limit=" + query.limit() + user + "&",
                freshness);
    }

    /**
     * What an instance says of itself.
     *
     * @return JSON
     * @throws IOException if it does not, in time
     */
    byte[] instance(HostInfo peer) throws IOException, InterruptedException {
        PeerClient.Response response = client.get(peer, "/internal/instance", Map.of(), timeout);
        if (response.status() != 200) {
            throw new IOException("it answers with status " + response.status());
        }
        return response.body();
    }

    @Override
    public void close() {
        client.close();
    }

    private Answer<List<OrderRow>> ask(HostInfo peer, String pathAndQuery, Freshness freshness)
            throws InterruptedException {
        long waitMillis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(freshness.deadlineNanos() - System.nanoTime()));
        Duration patience = timeout.plusMillis(waitMillis);
        if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Answer.NotReady<>("too many requests to other instances are under way");
        }
        try {
            String standby = freshness.standby() ? "&stale=allow" : "";
            String position = tokens.encode(freshness.atLeast(), 0);
            return answer(
                    peer,
                    client.get(
                            peer,
                            pathAndQuery + "wait_ms=" + waitMillis + standby,
                            Map.of(Requests.POSITION, position),
                            patience));
        } catch (IOException e) {
            log.debug("{} does not answer", peer, e);
            return new Answer.Elsewhere<>("the instance that has it does not answer");
        } finally {
            turns.release();
        }
    }

    private Answer<List<OrderRow>> answer(HostInfo peer, PeerClient.Response response) {
        try {
            return switch (response.status()) {
                case 200 -> new Answer.Read<>(RowsFormat.decode(response.body()), position(response));
                case InternalRoutes.BEHIND -> new Answer.Behind<>(position(response));
                case InternalRoutes.TOO_LONG ->
                    throw new ProblemException(Problem.badRequest(
                                    "page-too-long", "these orders are too long for one page: ask with a smaller limit")
                            .with("parameter", "limit"));
                case InternalRoutes.ELSEWHERE -> new Answer.Elsewhere<>("the data is moving between instances");
                default -> new Answer.NotReady<>("the instance that has it cannot answer now");
            };
        } catch (BufferUnderflowException | InvalidTokenException e) {
            log.warn("{} answers in a form that is not known here: is it of another version?", peer, e);
            return new Answer.Elsewhere<>("the instance that has it cannot be understood");
        }
    }

    private Position position(PeerClient.Response response) {
        return response.header(Requests.POSITION)
                .map(token -> tokens.decode(token).position())
                .orElse(anything);
    }
}
