package dev.tributary.enrich;

import dev.tributary.tier.CommitPace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The users' side of the join: a changed user is written with each of their orders in this partition. The first few at
 * once; the rest in slices between other work, so that nobody waits for a user with a million orders and no transaction
 * grows long.
 */
final class UserJoin implements Processor<Long, Row<User>, Long, Object> {

    /** Orders that are looked at before it is the next user's turn. */
    private static final int CHUNK = 64;

    /** How often fan-outs go on. Streams asks once in each of its rounds, so a round has one slice of each partition. */
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private final EnrichedOrderEncoder encoder;
    private final FanOutMetrics metrics;
    private final LongSupplier viewBehind;
    private FanOutMetrics.Progress progress;
    private ProcessorContext<Long, Object> context;
    private OrderStore orders;
    private UserStore users;
    private @Nullable Cancellable ticks;

    /** @param viewBehind in records */
    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    UserJoin(EnrichedOrderEncoder encoder, FanOutMetrics metrics, LongSupplier viewBehind) {
        this.encoder = encoder;
        this.metrics = metrics;
        this.viewBehind = viewBehind;
    }

    @Override
    public void init(ProcessorContext<Long, Object> context) {
        this.context = context;
        this.orders = context.getStateStore(Names.ORDERS);
        this.users = context.getStateStore(Names.USERS);
        orders.requireRestored();
        users.requireRestored();
        this.progress = metrics.begin();
        orders.forEach(this::resumeIfStale);
        tickWhileThereIsWork();
    }

    @Override
    public void close() {
        metrics.end(progress);
        if (ticks != null) {
            ticks.cancel();
            ticks = null;
        }
    }

    @Override
    public void process(Record<Long, Row<User>> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        long id = record.key();
        @Nullable Row<User> row = record.value();
        users.put(id, row);
        context.forward(record.withValue(new UserCopy(context.taskId().partition(), row)), Names.USERS_CHANGELOG);
        orders.fanOuts().start(id);
        orders.fanOuts().advance(CHUNK, this::refresh);
        tickWhileThereIsWork();
    }

    private void goOn() {
        CommitPace.ofThisThread().noteWork();
        FanOuts fanOuts = orders.fanOuts();
        int granted = FanOutPace.ofThisThread().grant(viewBehind.getAsLong());
        for (int left = granted; left > 0 && !fanOuts.isEmpty(); left -= CHUNK) {
            fanOuts.advance(CHUNK, this::refresh);
        }
        // The thread waits here until the broker has all of it, and others' changes are behind no more than that.
        context.commit();
        tickWhileThereIsWork();
    }

    /** Not at all times: a thread that punctuates takes up fewer records at once. */
    private void tickWhileThereIsWork() {
        progress.publish(orders.fanOuts());
        @Nullable Cancellable ticking = ticks;
        if (orders.fanOuts().isEmpty()) {
            if (ticking != null) {
                ticking.cancel();
                ticks = null;
            }
        } else if (ticking == null) {
            ticks = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> goOn());
        }
    }

    private void refresh(int order) {
        int user = userOf(order);
        long version = users.fingerprint(user);
        if (orders.cells().joined(order) == version) {
            return;
        }
        orders.cells().setJoined(order, version);
        context.forward(
                new Record<>(
                        orders.cells().id(order),
                        encoder.encode(orders.cells(), order, users, user),
                        committedAtMillis(order, user)),
                Names.RESULTS);
    }

    /** After a restart, an order that was not written with its user's present version shows where a fan-out broke off. */
    private void resumeIfStale(int order) {
        if (orders.cells().joined(order) != users.fingerprint(userOf(order))) {
            orders.fanOuts().start(orders.cells().userId(order));
        }
    }

    private int userOf(int order) {
        return orders.cells().hasUser(order) ? users.find(orders.cells().userId(order)) : 0;
    }

    /** The time of a result is that of the newer of its rows, and never in the future. */
    private long committedAtMillis(int order, int user) {
        long micros = orders.cells().version(order).committedAtMicros();
        if (user != 0) {
            micros = Math.max(micros, users.committedAtMicros(user));
        }
        return Math.max(0, Math.min(TimeUnit.MICROSECONDS.toMillis(micros), context.currentSystemTimeMs()));
    }
}
