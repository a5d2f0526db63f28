package dev.tributary.http;

import dev.tributary.http.PositionToken.Decoded;
import dev.tributary.view.Answer;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream: the present state or the changes since the event that it resumes behind, then {@code live}, then the
 * changes as they come. Changes come from the feed, which all streams share. Only a stream that resumes behind an event which
 * the feed does not have any more reads the topic with a consumer of its own. No change is left out, and no row goes
 * back to an older change.
 *
 * <p>All that can refuse a stream happens in {@link #prepare}, before the first byte of the response.
 *
 * <p>For the thread of the request, but for {@link #cutOffIfStuck} and {@link #cutOff}.
 */
final class ClientStream implements AutoCloseable {

    private final StreamSources sources;
    private final ChangeFeed feed;
    private final Optional<RowQuery.Reference> reference;
    private final PresentState present;
    private final Thread thread = Thread.currentThread();

    /** What the client has: for each partition everything up to this offset. */
    private long[] has;

    /** The place in the feed, and what everything before it reflects: more than the client has, or less. */
    private long sequence;

    private long[] passed;

    /** As long as the client has more than the feed has passed, an event's own id would take it back. */
    private boolean aligned;

    /** Where the changes that are older than this stream end. */
    private ChangeFeed.Place begin;

    private boolean state;
    private boolean live;
    private OptionalLong resumedMillis = OptionalLong.empty();
    private Answer.@Nullable Read<List<ResultRow>> firstPage;
    private @Nullable ChangeReader reader;
    private volatile @Nullable EventOutput output;

    /** @param reference only rows that refer to it, or empty for all */
    ClientStream(StreamSources sources, Optional<RowQuery.Reference> reference) {
        this.sources = sources;
        this.feed = sources.feed();
        this.reference = reference;
        this.present = new PresentState(sources.pages(), feed.partitions(), reference, sources.patience());
        this.has = Position.none(feed.partitions()).offsets();
        this.passed = has.clone();
        this.begin = new ChangeFeed.Place(0, Position.of(has));
    }

    /**
     * Finds out where to begin, and reads what could fail, as long as the request can still be refused.
     *
     * @throws ProblemException if it has to be
     */
    void prepare(Optional<Decoded> resumed, boolean presentState) throws InterruptedException {
        Position behind = resumed.map(Decoded::position).orElse(Position.of(has));
        ChangeFeed.@Nullable Kept kept = feed.awaitReached(behind, sources.patience());
        if (kept == null) {
            throw new ProblemException(Problem.unavailable(
                    "not-available",
                    resumed.isPresent()
                            ? "this instance has not read up to the event that was named, or cannot reach the broker"
                            : "this instance cannot reach the broker"));
        }
        ChangeFeed.Place end = kept.end();
        begin = end;
        if (resumed.isPresent()) {
            resumedMillis =
                    OptionalLong.of(TimeUnit.SECONDS.toMillis(resumed.get().givenOutSeconds()));
            has = behind.offsets();
            if (kept.hasAllBehind(behind)) {
                goTo(kept.first());
            } else {
                reader = openReader(behind);
            }
            return;
        }
        has = end.position().offsets();
        goTo(end);
        if (presentState) {
            state = true;
            Answer<List<ResultRow>> page = present.page(end.position());
            if (!(page instanceof Answer.Read<List<ResultRow>> read)) {
                throw new ProblemException(Problem.unanswered(page, end.position()));
            }
            firstPage = read;
        }
    }

    private ChangeReader openReader(Position behind) {
        ChangeReader opened = sources.readers().get();
        try {
            if (opened.seekBehind(behind)) {
                return opened;
            }
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        opened.close();
        throw StreamRoute.gone("the topic has lost what came next");
    }

    private void goTo(ChangeFeed.Place place) {
        sequence = place.sequence();
        passed = place.position().offsets();
        aligned = Arrays.equals(has, passed);
    }

    /** Sends events until the client goes, or is cut off. */
    void run(OutputStream body) throws IOException, InterruptedException {
        EventOutput out = new EventOutput(body);
        output = out;
        if (state) {
            sendState(out);
        } else if (reader != null && !catchUp(reader, out)) {
            return; // The client comes back.
        }
        follow(out);
    }

    private void sendState(EventOutput out) throws IOException, InterruptedException {
        Answer.Read<List<ResultRow>> page = Objects.requireNonNull(firstPage);
        firstPage = null;
        while (true) {
            for (ResultRow row : page.value()) {
                out.writeUnflushed(events().row("", sources.json().of(row.value())));
            }
            out.flush();
            passUpTo(page.position(), out);
            if (present.isComplete()) {
                return;
            }
            Answer<List<ResultRow>> next = present.page(Position.of(has));
            if (!(next instanceof Answer.Read<List<ResultRow>> read)) {
                throw new IOException("the present state cannot be read on: " + next);
            }
            page = read;
        }
    }

    /** Passes the changes that a page reflects; those of rows that are still to come are on their pages. */
    private void passUpTo(Position position, EventOutput out) throws IOException, InterruptedException {
        while (!Position.of(has).covers(position)) {
            long before = sequence;
            if (!next(sources.patience(), out)) {
                throw new IOException("the changes behind the present state are lost: the client is too slow");
            }
            if (sequence == before && !Position.of(has).covers(position)) {
                throw new IOException("the feed does not reach the position of the present state");
            }
        }
    }

    /** Reads from the topic what lies between this stream's position and the feed's. */
    private boolean catchUp(ChangeReader source, EventOutput out) throws IOException, InterruptedException {
        ChangeFeed.@Nullable Kept kept = feed.awaitReached(Position.of(has), sources.patience());
        if (kept == null) {
            return false;
        }
        ChangeFeed.Place end = kept.end();
        try {
            source.readUntil(end.position(), new ChangeReader.ChangeSink() {
                @Override
                public void accept(Change change) throws IOException {
                    has = source.reached().offsets();
                    send(change, out);
                }

                @Override
                public void pause() throws IOException {
                    if (!feed.isCurrent()) {
                        throw new IOException("this instance is cut off from Kafka");
                    }
                    out.flush();
                    out.heartbeatIfDue(ClientStream.this::heartbeat);
                }
            });
        } catch (OffsetOutOfRangeException e) {
            throw new IOException("the topic has lost what came next", e);
        } finally {
            close();
        }
        has = end.position().offsets();
        begin = end;
        goTo(end);
        return true;
    }

    private void follow(EventOutput out) throws IOException, InterruptedException {
        do {
            if (!live && sequence >= begin.sequence() && !present.isAhead()) {
                goLive(out);
            }
            out.heartbeatIfDue(this::heartbeat);
        } while (next(EventOutput.HEARTBEAT, out));
    }

    private void goLive(EventOutput out) throws IOException {
        live = true;
        resumedMillis = OptionalLong.empty();
        // Behind the last change there may be markers, which are nobody's change and are passed all the same.
        has = Position.of(has).and(begin.position()).offsets();
        passed = Position.of(passed).and(begin.position()).offsets();
        aligned = aligned || Arrays.equals(has, passed);
        out.write(Events.live(id()));
    }

    /**
     * Sends what the feed has next; waits for so long if it has nothing.
     *
     * @return false if the place is lost: the client is too slow, or the feed was interrupted
     */
    private boolean next(Duration timeout, EventOutput out) throws IOException, InterruptedException {
        return switch (feed.next(sequence, timeout)) {
            case ChangeFeed.Next.Changes changes -> {
                for (Change change : changes.changes()) {
                    pass(change, out);
                }
                out.flush();
                sequence = changes.end();
                yield true;
            }
            case ChangeFeed.Next.Nothing nothing -> {
                has = nothing.position().and(Position.of(has)).offsets();
                passed = has.clone();
                aligned = true;
                yield true;
            }
            case ChangeFeed.Next.Lost lost -> false;
        };
    }

    private void pass(Change change, EventOutput out) throws IOException {
        int partition = change.partition();
        passed[partition] = change.offset();
        if (change.offset() > has[partition]) {
            has[partition] = change.offset();
            aligned = aligned || Arrays.equals(has, passed);
            send(change, out);
        }
    }

    private void send(Change change, EventOutput out) throws IOException {
        if (present.pass(change) || (state && !present.includes(change.key()))) {
            return;
        }
        if (reference.isEmpty() || reference.get().isOf(change.foreignKeys())) {
            boolean asItIs = live && aligned && !change.isReplayed();
            out.writeUnflushed(asItIs ? change.event() : event(change));
        } else if (change.isReplayed() || reference.get().isOf(change.previous())) {
            // The client may have the row from before, and the record by which it left may be compacted away.
            out.writeUnflushed(events().removed(id(), change.key()));
        }
    }

    private byte[] event(Change change) {
        return change.isDeletion() ? events().removed(id(), change.key()) : events().row(id(), change.json());
    }

    /** Where to resume. Nowhere as long as the state is not complete; and not later than where it was resumed itself. */
    private String id() {
        return state && !live ? "" : sources.tokens().encode(has, resumedMillis.orElseGet(System::currentTimeMillis));
    }

    private Events events() {
        return sources.json().events();
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

    @Override
    public void close() {
        @Nullable ChangeReader own = reader;
        reader = null;
        if (own != null) {
            own.close();
        }
    }
}
