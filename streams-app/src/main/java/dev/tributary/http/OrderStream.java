package dev.tributary.http;

import dev.tributary.http.PositionToken.Decoded;
import dev.tributary.view.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * One reader's stream, in three parts: the present state, read page by page; what has changed since that state, or since
 * the event that the reader resumes behind; and what changes from then on. The second comes from the feed too if that still
 * has it, and else from the topic. No change is left out between them, and none that an order has passed already is sent
 * again.
 *
 * <p>For the thread of the request, but for {@link #cutOffIfStuck} and {@link #cutOff}.
 */
final class OrderStream implements AutoCloseable {

    private static final Duration FEED_CATCHES_UP = Duration.ofSeconds(10);

    private final View view;
    private final Supplier<ChangeReader> readers;
    private final OptionalLong user;
    private final PresentState present;
    private final Thread thread = Thread.currentThread();

    /** What the reader has: for each partition everything up to this offset. */
    private long[] has;

    private boolean state;
    private OptionalLong resumedMillis = OptionalLong.empty();
    private @Nullable ChangeReader reader;
    private volatile @Nullable EventOutput output;

    /** @param user whose orders, or empty for all */
    OrderStream(View view, Supplier<ChangeReader> readers, OptionalLong user) {
        this.view = view;
        this.readers = readers;
        this.user = user;
        this.present = new PresentState(view, user);
        this.has = Position.none(view.tier().cluster().partitions()).offsets();
    }

    /**
     * Finds out where to begin, as long as the request can still be refused.
     *
     * @throws ProblemException if it has to be
     */
    void prepare(Optional<Decoded> resumed, boolean presentState) throws InterruptedException {
        Position behind = resumed.map(Decoded::position).orElse(Position.of(has));
        ChangeFeed.@Nullable Place end = view.feed().awaitEnd(behind, FEED_CATCHES_UP);
        if (end == null) {
            throw new ProblemException(Problem.unavailable(
                    "not-available",
                    resumed.isPresent()
                            ? "this instance has not come as far as the event that was named, or cannot reach the broker"
                            : "this instance cannot reach the broker"));
        }
        state = presentState && resumed.isEmpty();
        has = (resumed.isPresent() ? behind : end.position()).offsets();
        if (resumed.isPresent()) {
            resumedMillis =
                    OptionalLong.of(TimeUnit.SECONDS.toMillis(resumed.get().givenOutSeconds()));
            if (view.feed().placeBehind(behind) == null) {
                openReader();
            }
        }
    }

    /** Sends events until the reader goes, or is cut off. */
    void run(OutputStream body) throws IOException, InterruptedException {
        EventOutput out = new EventOutput(body);
        output = out;
        if (state) {
            has = present.send(out, has.length).offsets();
        }
        ChangeFeed.@Nullable Place end = view.feed().awaitEnd(Position.of(has), FEED_CATCHES_UP);
        if (end == null) {
            return; // The reader comes back.
        }
        ChangeFeed.@Nullable Place place = view.feed().placeBehind(Position.of(has));
        if (place == null) {
            catchUp(end.position(), out);
            place = end;
        }
        follow(place, end, out);
    }

    /** Reads from the topic what lies between this stream's position and the feed's. */
    private void catchUp(Position end, EventOutput out) throws IOException {
        @Nullable ChangeReader opened = reader;
        ChangeReader source = opened == null ? openReader() : opened;
        resumedMillis.ifPresent(source::stamp);
        try {
            source.readUntil(end, new ChangeReader.ChangeSink() {
                @Override
                public void accept(Change change) throws IOException {
                    has = source.reached().offsets();
                    sendCaughtUp(change, out);
                }

                @Override
                public void pause() throws IOException {
                    if (!view.feed().isCurrent()) {
                        throw new IOException("this instance is cut off from Kafka");
                    }
                    out.flush();
                    out.heartbeatIfDue(OrderStream.this::heartbeat);
                }
            });
        } finally {
            closeReader();
        }
        has = end.offsets();
    }

    private ChangeReader openReader() {
        ChangeReader opened = readers.get();
        reader = opened;
        try {
            if (!opened.seekBehind(Position.of(has))) {
                throw StreamRoute.gone("the topic has lost what came next");
            }
            return opened;
        } catch (OffsetOutOfRangeException e) {
            throw StreamRoute.gone("the topic does not have that place");
        }
    }

    private void sendCaughtUp(Change change, EventOutput out) throws IOException {
        if (present.had(change)) {
            return;
        }
        if (user.isPresent() && !change.user().equals(user)) {
            // The reader may have the order from before; that it left may be compacted away.
            out.writeUnflushed(Events.removed(id(), change.order()));
        } else {
            out.writeUnflushed(present.isAhead() ? event(change) : change.event());
        }
    }

    /** @param live where the present begins: everything before it is older than this stream */
    private void follow(ChangeFeed.Place from, ChangeFeed.Place live, EventOutput out)
            throws IOException, InterruptedException {
        long sequence = from.sequence();
        long[] passed = from.position().offsets();
        // As long as the reader has more than the feed has passed, an event's own id would take it back.
        boolean aligned = Arrays.equals(has, passed);
        boolean told = false;
        while (true) {
            if (!told && sequence >= live.sequence()) {
                told = true;
                // Behind the last change there may be markers, which are nobody's change and are passed all the same.
                has = Position.of(has).and(live.position()).offsets();
                passed = Position.of(passed).and(live.position()).offsets();
                aligned = aligned || Arrays.equals(has, passed);
                resumedMillis = OptionalLong.empty();
                out.write(Events.live(id()));
            }
            switch (view.feed().next(sequence, EventOutput.HEARTBEAT)) {
                case ChangeFeed.Next.Changes next -> {
                    for (Change change : next.changes()) {
                        int partition = change.partition();
                        passed[partition] = change.offset();
                        if (change.offset() > has[partition]) {
                            has[partition] = change.offset();
                            aligned = aligned || Arrays.equals(has, passed);
                            send(change, aligned, out);
                        }
                    }
                    out.flush();
                    sequence = next.end();
                }
                case ChangeFeed.Next.Nothing nothing -> {
                    has = nothing.position().and(Position.of(has)).offsets();
                    passed = has.clone();
                    aligned = true;
                }
                case ChangeFeed.Next.Lost lost -> {
                    return; // Too slow, or the feed was interrupted: the reader comes back and resumes.
                }
            }
            out.heartbeatIfDue(this::heartbeat);
        }
    }

    private void send(Change change, boolean asItIs, EventOutput out) throws IOException {
        if (present.had(change)) {
            return;
        }
        if (user.isEmpty() || change.user().equals(user)) {
            out.writeUnflushed(asItIs && !present.isAhead() ? change.event() : event(change));
        } else if (change.previousUser().equals(user)) {
            out.writeUnflushed(Events.removed(id(), change.order()));
        }
    }

    private byte[] event(Change change) {
        return change.isDeletion() ? Events.removed(id(), change.order()) : Events.order(id(), change.json());
    }

    /** Where to resume, or nothing as long as the state is ahead of it: an order would go back. */
    private String id() {
        return present.isAhead() ? "" : view.tokens().encode(has, resumedMillis.orElseGet(System::currentTimeMillis));
    }

    private byte[] heartbeat() {
        return Events.heartbeat(id());
    }

    /** Ends the stream if what was written was not taken for so long. */
    void cutOffIfStuck(Duration patience) {
        @Nullable EventOutput writing = output;
        if (writing != null && writing.isStuck(patience)) {
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
