package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Peers;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import io.helidon.http.HeaderName;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to other instances under {@code /internal}, where they answer from what they have and send none. So many
 * requests at a time; one more waits for its turn as long as it would for its answer.
 *
 * <p>Instances come with new addresses. What is kept for one, connections too, is closed when it was not needed for some
 * minutes and another one comes.
 */
final class HttpPeers implements Peers, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpPeers.class);

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Function<HostInfo, Peer> opening;
    private final LongSupplier nanos;
    private final Duration timeout;
    private final Semaphore turns;
    private final PositionToken tokens;
    private final int partitions;
    private final KeyType keys;
    private final Position anything;
    private final Map<HostInfo, Peer> peers = new ConcurrentHashMap<>();

    HttpPeers(HttpSettings settings, Optional<SSLContext> tls, PositionToken tokens, int partitions, KeyType keys) {
        this(settings, tls, tokens, partitions, keys, System::nanoTime);
    }

    /** @param nanos like {@link System#nanoTime} */
    HttpPeers(
            HttpSettings settings,
            Optional<SSLContext> tls,
            PositionToken tokens,
            int partitions,
            KeyType keys,
            LongSupplier nanos) {
        this.opening = address -> new Peer(address, new PeerClient(settings.maxForwarded(), tls, settings.token()));
        this.nanos = nanos;
        this.timeout = settings.forwardTimeout();
        this.turns = new Semaphore(settings.maxForwarded(), true);
        this.tokens = tokens;
        this.partitions = partitions;
        this.keys = keys;
        this.anything = Position.none(partitions);
    }

    /** Another instance. */
    private final class Peer {
        private final HostInfo address;
        private final PeerClient client;
        private final ResultBatches batches;

        // Both in the map's own exclusion for this address.
        private int uses;
        private long usedNanos;

        Peer(HostInfo address, PeerClient client) {
            this.address = address;
            this.client = client;
            this.batches = new ResultBatches(ids -> ask(
                    this,
                    "/internal/orders/batch?ids=" + joined(ids, Requests::encoded) + "&",
                    new Freshness(anything, System.nanoTime(), false)));
        }
    }

    private interface Use<T, E extends Exception> {
        T of(Peer peer) throws E, InterruptedException;
    }

    private <T, E extends Exception> T using(HostInfo address, Use<T, E> use) throws E, InterruptedException {
        if (!peers.containsKey(address)) {
            closeUnused();
        }
        Peer peer = Objects.requireNonNull(peers.compute(address, (same, known) -> {
            Peer used = known == null ? opening.apply(address) : known;
            used.uses++;
            return used;
        }));
        try {
            return use.of(peer);
        } finally {
            peers.computeIfPresent(address, (same, used) -> {
                used.uses--;
                used.usedNanos = nanos.getAsLong();
                return used;
            });
        }
    }

    private void closeUnused() {
        for (HostInfo address : peers.keySet()) {
            peers.computeIfPresent(address, (same, peer) -> {
                if (peer.uses > 0 || nanos.getAsLong() - peer.usedNanos < KEPT.toNanos()) {
                    return peer;
                }
                peer.client.close();
                return null;
            });
        }
    }

    /** Instances that something is kept for. */
    Set<HostInfo> kept() {
        return Set.copyOf(peers.keySet());
    }

    @Override
    public Answer<Optional<ResultRow>> row(HostInfo peer, Key id, Freshness freshness) throws InterruptedException {
        boolean asItIs = freshness.atLeast().equals(anything) && !freshness.standby();
        return using(peer, used -> asItIs ? batched(used, id, freshness) : alone(used, id, freshness));
    }

    private Answer<Optional<ResultRow>> batched(Peer peer, Key id, Freshness freshness) throws InterruptedException {
        Answer<List<ResultRow>> answer = peer.batches.ask(id, timeout);
        if (!(answer instanceof Answer.Read<List<ResultRow>> read)) {
            return Answer.failure(answer);
        }
        int partition = Partitioning.partitionOf(id, partitions);
        long offset = read.position().offset(partition);
        return offset == Position.NOTHING
                ? alone(peer, id, freshness) // that partition, or whether there is anything in it, is not known there
                : new Answer.Read<>(
                        read.value().stream().filter(row -> row.id().equals(id)).findFirst(),
                        anything.with(partition, offset));
    }

    private Answer<Optional<ResultRow>> alone(Peer peer, Key id, Freshness freshness) throws InterruptedException {
        return switch (ask(peer, InternalRoutes.pathFor(id), freshness)) {
            case Answer.Read<List<ResultRow>> read ->
                new Answer.Read<>(read.value().stream().findFirst(), read.position());
            case Answer<List<ResultRow>> failed -> Answer.failure(failed);
        };
    }

    @Override
    public Answer<List<ResultRow>> rows(
            HostInfo peer, Collection<Integer> ofPartitions, RowQuery query, Freshness freshness)
            throws InterruptedException {
        String reference = query.reference()
                .map(row -> "&" + InternalRoutes.parameter(row.foreignKey()) + "=" + Requests.encoded(row.key()))
                .orElse("");
        String after = query.after().map(id -> "&after=" + Requests.encoded(id)).orElse("");
        String path = "/internal/orders?partitions=" + joined(ofPartitions, String::valueOf) + after + "&limit="
                + query.limit() + reference + "&";
        return using(peer, used -> ask(used, path, freshness));
    }

    /** Takes no turn: that would keep requests that can be answered from being sent. */
    @Override
    public void await(HostInfo peer, Collection<Integer> ofPartitions, Freshness freshness)
            throws InterruptedException {
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(freshness.deadlineNanos() - System.nanoTime());
        if (waitMillis <= 0) {
            return;
        }
        String path = "/internal/await?partitions=" + joined(ofPartitions, String::valueOf) + "&wait_ms=" + waitMillis
                + "&" + stale(freshness);
        Map<HeaderName, String> position = Map.of(Requests.POSITION, tokens.encode(freshness.atLeast(), 0));
        try {
            using(peer, used -> used.client.get(peer, path, position, timeout.plusMillis(waitMillis)));
        } catch (IOException e) {
            log.debug("{} does not wait for {}", peer, freshness, e);
        }
    }

    /** Takes no turn either: it is asked while there is much to do. */
    @Override
    public OptionalLong recordsBehind(HostInfo peer) throws InterruptedException {
        try {
            PeerClient.Response response =
                    using(peer, used -> used.client.get(peer, "/internal/behind", Map.of(), timeout));
            return response.status() == 200
                    ? OptionalLong.of(Long.parseLong(new String(response.body(), StandardCharsets.US_ASCII)))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            log.debug("{} does not say how far it is behind", peer, e);
            return OptionalLong.empty();
        }
    }

    private static <T> String joined(Collection<T> parts, Function<T, String> text) {
        return parts.stream().map(text).collect(Collectors.joining(","));
    }

    private static String stale(Freshness freshness) {
        return "stale=" + (freshness.standby() ? "allow" : "deny");
    }

    /**
     * What an instance says of itself.
     *
     * @return JSON
     * @throws IOException if it does not, in time
     */
    byte[] instance(HostInfo peer) throws IOException, InterruptedException {
        PeerClient.Response response =
                using(peer, used -> used.client.get(peer, "/internal/instance", Map.of(), timeout));
        if (response.status() != 200) {
            throw new IOException("it answers with status " + response.status());
        }
        return response.body();
    }

    @Override
    public void close() {
        peers.values().forEach(peer -> peer.client.close());
    }

    private Answer<List<ResultRow>> ask(Peer peer, String pathAndQuery, Freshness freshness)
            throws InterruptedException {
        if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Answer.NotReady<>("too many requests to other instances are under way");
        }
        try {
            return answer(
                    peer.address,
                    peer.client.get(
                            peer.address,
                            pathAndQuery + stale(freshness),
                            Map.of(Requests.POSITION, tokens.encode(freshness.atLeast(), 0)),
                            timeout));
        } catch (IOException e) {
            log.debug("{} does not answer", peer.address, e);
            return new Answer.Elsewhere<>("the instance that has it does not answer");
        } finally {
            turns.release();
        }
    }

    private Answer<List<ResultRow>> answer(HostInfo peer, PeerClient.Response response) {
        try {
            return switch (response.status()) {
                case 200 -> new Answer.Read<>(RowsFormat.decode(response.body(), keys), position(response));
                case InternalRoutes.BEHIND -> new Answer.Behind<>(position(response));
                case InternalRoutes.TOO_LONG ->
                    throw new ProblemException(Problem.badRequest(
                                    "page-too-long", "these rows are too long for one page: ask with a smaller limit")
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
