package dev.tributary.http;

import dev.tributary.http.Endpoint.Access;
import dev.tributary.http.Endpoint.In;
import dev.tributary.http.Endpoint.Parameter;
import dev.tributary.http.PositionToken.Decoded;
import dev.tributary.http.PositionToken.InvalidTokenException;
import dev.tributary.view.RowQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live stream of changes, as server-sent events. */
final class StreamRoute implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamRoute.class);

    /** A reader that takes nothing for so long is cut off. */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    /** Streams that have a consumer of their own. */
    private static final int MOST_CATCHING_UP = 8;

    private final StreamSources sources;
    private final Duration deletionsKept;
    private final Semaphore catchUps = new Semaphore(MOST_CATCHING_UP);
    private final Set<ClientStream> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stream-watch").factory());

    /**
     * @param sources whose readers are not limited yet
     * @param deletionsKept for how long the topic keeps a deletion
     */
    StreamRoute(StreamSources sources, Duration deletionsKept) {
        this.sources = sources.withReaders(() -> limited(sources.readers()));
        this.deletionsKept = deletionsKept;
        ScheduledFuture<?> unused = watch.scheduleWithFixedDelay(
                () -> open.forEach(stream -> stream.cutOffIfStuck(WRITE_TIMEOUT)), 1, 1, TimeUnit.SECONDS);
    }

    /** @param running the route, once there is a view */
    static Endpoint endpoint(ResourceNames names, Supplier<StreamRoute> running) {
        return new Endpoint(
                names.streamPath(),
                names.operation("stream", names.rows()),
                "Every change as a server-sent event: " + names.row() + " (a row as it is now), removed (deleted, or no"
                        + " longer among those that are followed), live (what there was before has been sent, changes follow)",
                Access.STREAM,
                Stream.concat(
                                names.foreignKeyParameters(names.owners()).stream(),
                                Stream.of(
                                        new Parameter(
                                                In.QUERY,
                                                "state",
                                                "With true, the " + names.rows() + " as they are now come first.",
                                                "{\"type\":\"boolean\",\"default\":false}"),
                                        new Parameter(
                                                In.HEADER,
                                                "Last-Event-ID",
                                                "The id of the last event that was read, of any instance: goes on behind it. Wins over"
                                                        + " state. A removed may then name a row that was never sent.",
                                                "{\"type\":\"string\"}")))
                        .toList(),
                Map.of("text/event-stream", "Events"),
                List.of(400, 401, 410, 503),
                (request, response) -> running.get().stream(names, request, response));
    }

    private void stream(ResourceNames names, ServerRequest request, ServerResponse response)
            throws InterruptedException {
        Optional<RowQuery.Reference> reference = names.reference(request, names.owners());
        boolean state = Requests.flag(request, "state");
        Optional<Decoded> resumed =
                RequestFields.single(request.headers(), Requests.LAST_EVENT_ID).map(this::resume);
        if (Responses.isHead(request)) {
            setHeaders(response);
            response.send();
            return;
        }
        sources.feed().join();
        try (ClientStream stream = new ClientStream(sources, reference)) {
            stream.prepare(resumed, state);
            open.add(stream);
            try {
                setHeaders(response);
                try (OutputStream out = response.outputStream()) {
                    stream.run(out);
                }
            } catch (IOException | RuntimeException | InterruptedException e) {
                // Cut off: what is still to be closed must not take that for its own.
                boolean unused = Thread.interrupted();
                log.debug("a live stream ended", e);
                throw new CloseConnectionException("a live stream ended", e);
            } finally {
                open.remove(stream);
            }
        } finally {
            sources.feed().leave();
        }
    }

    private static void setHeaders(ServerResponse response) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/event-stream");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        // Proxies that collect a response before they pass it on must not do so here.
        response.header("X-Accel-Buffering", "no");
    }

    /** A reader of its own, if not too many have one. */
    private ChangeReader limited(Supplier<ChangeReader> unlimited) {
        if (!catchUps.tryAcquire()) {
            throw new ProblemException(
                    Problem.unavailable("overloaded", "too many streams are catching up at the same time: try again"));
        }
        try {
            ChangeReader opened = unlimited.get();
            opened.onClose(catchUps::release);
            return opened;
        } catch (RuntimeException e) {
            catchUps.release();
            throw e;
        }
    }

    private Decoded resume(String token) {
        Decoded decoded;
        try {
            decoded = sources.tokens().decode(token);
        } catch (InvalidTokenException e) {
            throw new ProblemException(
                    Problem.badRequest("invalid-position", "the id in Last-Event-ID cannot be used: " + e.getMessage())
                            .with("parameter", "Last-Event-ID"));
        }
        long age = System.currentTimeMillis() / 1000 - decoded.givenOutSeconds();
        if (age > deletionsKept.toSeconds()) {
            throw gone("deletions since then may be forgotten: the topic keeps them for " + deletionsKept.toSeconds()
                    + " s, and the id is " + age + " s old");
        }
        return decoded;
    }

    static ProblemException gone(String reason) {
        return new ProblemException(Problem.of(
                Status.GONE_410, "gone", "this stream cannot be resumed: " + reason + ". Begin again with state=true"));
    }

    @Override
    public void close() {
        watch.shutdownNow();
        open.forEach(ClientStream::cutOff);
    }
}
