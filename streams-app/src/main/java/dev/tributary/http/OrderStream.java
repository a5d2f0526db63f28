package dev.tributary.http;

import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.OrderRow;
import dev.tributary.view.Position;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * One reader's stream, in three parts: the present state, read page by page; what has changed since that state, or since
 * the event that the reader resumes behind, read from the topic; and what changes from then on, from the feed. No change is
 * left out between them, and none that an order has passed already is sent again.
 *
 * <p>For the thread of the request, but for {@link #cutOffIfStuck} and {@link #cutOff}.
 */
final class OrderStream implements AutoCloseable {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration FEED_CATCHES_UP = Duration.ofSeconds(10);
    private static final int STATE_PAGE = 1_000;
    private static final long STATE_DEADLINE_SECONDS = 10;

    private final View view;
    private final Supplier<ChangeReader> readers;
    private final OptionalLong user;
    private final Thread thread = Thread.currentThread();

    /** Orders whose state was newer than the position at which the state began, and the offset that it had. */
    private final Map<Long, Long> newer = new HashMap<>();

    private Position position;
    private ChangeFeed.Place place;
    private boolean state;
    private boolean resumes;
    private @Nullable ChangeReader reader;
    private volatile long writingSince;

    /** @param user whose orders, or empty for all */
    @SuppressWarnings("NullAway.Init") // prepare() is called before run()
    OrderStream(View view, Supplier<ChangeReader> readers, OptionalLong user) {
        this.view = view;
        this.readers = readers;
        this.user = user;
        this.position = Position.none(view.tier().cluster().partitions());
    }

    /**
     * Finds out where to begin, as long as the request can still be refused.
     *
     * @throws ProblemException if it has to be
     */
    void prepare(Optional<Position> resumed, boolean presentState) throws InterruptedException {
        ChangeFeed.@Nullable Place end = view.feed().awaitEnd(resumed.orElse(position), FEED_CATCHES_UP);
        if (end == null) {
            throw new ProblemException(Problem.unavailable(
                    "not-available",
                    resumed.isPresent()
                            ? "this instance has not come as far as the event that was named, or cannot reach the broker"
                            : "this instance cannot reach the broker"));
        }
        place = end;
        resumes = resumed.isPresent();
        state = presentState && !resumes;
        position = resumed.orElse(end.position());
        if (!position.equals(end.position())) {
            openReader();
        }
    }

    /** Sends events until the reader goes, or is cut off. */
    void run(OutputStream out) throws IOException, InterruptedException {
        if (state) {
            sendState(out);
            ChangeFeed.@Nullable Place end = view.feed().awaitEnd(position, FEED_CATCHES_UP);
            if (end == null) {
                return; // The reader comes back, and begins again.
            }
            place = end;
        }
        if (!position.equals(place.position())) {
            catchUp(place.position(), out);
        }
        write(out, Events.live(token(place.position())));
        follow(place.sequence(), out);
    }

    private void sendState(OutputStream out) throws IOException, InterruptedException {
        RowQuery query = new RowQuery(user, Long.MIN_VALUE, STATE_PAGE);
        @Nullable Position begun = null;
        while (true) {
            Answer.Read<List<OrderRow>> page = statePage(query);
            begun = begun == null ? page.position() : begun;
            for (OrderRow row : page.value()) {
                int partition = view.tier().local().partitionOf(row.id());
                if (row.offset() > begun.offset(partition)) {
                    newer.put(row.id(), row.offset());
                }
                writeUnflushed(out, Events.order("", view.json().of(row.value())));
            }
            flush(out);
            if (page.value().size() < query.limit()) {
                position = begun;
                return;
            }
            query = new RowQuery(user, page.value().getLast().id(), STATE_PAGE);
        }
    }

    private Answer.Read<List<OrderRow>> statePage(RowQuery query) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STATE_DEADLINE_SECONDS);
        while (true) {
            Freshness any = new Freshness(Position.none(position.partitions()), deadline, false);
            Answer<List<OrderRow>> answer = view.tier().cluster().rows(query, any);
            if (answer instanceof Answer.Read<List<OrderRow>> page) {
                return page;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the present state cannot be read now: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Reads from the topic what lies between this stream's position and the feed's. */
    private void catchUp(Position end, OutputStream out) throws IOException {
        @Nullable ChangeReader opened = reader;
        ChangeReader source = opened == null ? openReader() : opened;
        try {
            source.readUntil(end, new ChangeReader.ChangeSink() {
                @Override
                public void accept(Change change) throws IOException {
                    sendCaughtUp(change, source.reached(), out);
                }

                @Override
                public void pause() throws IOException {
                    flush(out);
                }
            });
        } finally {
            closeReader();
        }
        position = end;
    }

    private ChangeReader openReader() {
        ChangeReader opened = readers.get();
        reader = opened;
        try {
            if (!opened.seekBehind(position)) {
                throw StreamRoute.gone("the topic has lost what came next");
            }
            return opened;
        } catch (OffsetOutOfRangeException e) {
            throw StreamRoute.gone("the topic does not have that place");
        }
    }

    private void sendCaughtUp(Change change, Position reached, OutputStream out) throws IOException {
        if (isPassed(change)) {
            return;
        }
        if (user.isEmpty()) {
            writeUnflushed(out, change.event());
        } else if (change.user().equals(user)) {
            writeUnflushed(out, change.event());
        } else if (change.previousUser().equals(user) || resumes) {
            // Whoever resumes may have the order from before; that it left may be compacted away.
            writeUnflushed(out, Events.removed(token(reached), change.order()));
        }
    }

    private void follow(long from, OutputStream out) throws IOException, InterruptedException {
        long sequence = from;
        while (true) {
            switch (view.feed().next(sequence, HEARTBEAT)) {
                case ChangeFeed.Next.Changes next -> {
                    for (Change change : next.changes()) {
                        send(change, out);
                    }
                    flush(out);
                    sequence = next.end();
                }
                case ChangeFeed.Next.Nothing nothing -> write(out, Events.heartbeat(token(nothing.position())));
                case ChangeFeed.Next.Lost lost -> {
                    return; // Too slow, or the feed was interrupted: the reader comes back and resumes.
                }
            }
        }
    }

    private void send(Change change, OutputStream out) throws IOException {
        if (isPassed(change)) {
            return;
        }
        if (user.isEmpty() || change.user().equals(user)) {
            writeUnflushed(out, change.event());
        } else if (change.previousUser().equals(user)) {
            writeUnflushed(out, change.isDeletion() ? change.event() : Events.removed("", change.order()));
        }
    }

    /** Whether the state that was sent had this change already. */
    private boolean isPassed(Change change) {
        if (newer.isEmpty()) {
            return false;
        }
        @Nullable Long held = newer.get(change.order());
        if (held == null) {
            return false;
        }
        if (change.offset() >= held) {
            newer.remove(change.order());
        }
        return change.offset() <= held;
    }

    private String token(Position reflected) {
        return view.tokens().encode(reflected, System.currentTimeMillis());
    }

    private void write(OutputStream out, byte[] event) throws IOException {
        writeUnflushed(out, event);
        flush(out);
    }

    private void writeUnflushed(OutputStream out, byte[] event) throws IOException {
        writingSince = System.nanoTime();
        out.write(event);
        writingSince = 0;
    }

    private void flush(OutputStream out) throws IOException {
        writingSince = System.nanoTime();
        out.flush();
        writingSince = 0;
    }

    /** Ends the stream if what was written was not taken for so long. */
    void cutOffIfStuck(Duration patience) {
        long since = writingSince;
        if (since != 0 && System.nanoTime() - since > patience.toNanos()) {
            cutOff();
        }
    }

    /** Ends the stream; an interrupt closes the connection of a virtual thread that waits for it. */
    void cutOff() {
        thread.interrupt();
    }

    private void closeReader() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void close() {
        closeReader();
    }
}
