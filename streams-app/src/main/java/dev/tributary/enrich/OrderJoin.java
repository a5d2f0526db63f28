package dev.tributary.enrich;

import dev.tributary.tier.CommitPace;
import dev.tributary.tier.Notices;
import dev.tributary.topics.PreviousUser;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The orders' side of the join: every change of an order that moves it forward is written with its user as known now. */
final class OrderJoin implements Processor<Long, Change, Long, byte[]>, GuardedRows {

    private final EnrichSettings settings;
    private final CapturedTable table;
    private final EnrichedOrderEncoder encoder;
    private final UsersReader reader;
    private final SharedUsers users;
    private final FanOutMetrics metrics;
    private final IntToLongFunction viewBehind;
    private final UserSnapshot user = new UserSnapshot();
    private final Notices.Search search = this::look;
    private Notices notices;
    private Runnable wake;
    private Guard guard;
    private ProcessorContext<Long, byte[]> context;
    private OrderStore orders;
    private UserJoin userJoin;
    private TopicPartition partition;
    /** Reached when the users are as new as those that the orders were last written with, whoever wrote them. */
    private CaughtUp usersReady;

    private Record<Long, Change> current;
    private Cancellable sweeps;

    /** @param viewBehind how many results the view has not applied, by partition */
    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    OrderJoin(
            EnrichSettings settings,
            EnrichedOrderEncoder encoder,
            UsersReader reader,
            FanOutMetrics metrics,
            IntToLongFunction viewBehind) {
        this.settings = settings;
        this.table = settings.tables().base();
        this.encoder = encoder;
        this.reader = reader;
        this.users = reader.users();
        this.metrics = metrics;
        this.viewBehind = viewBehind;
    }

    @Override
    public void init(ProcessorContext<Long, byte[]> context) {
        this.context = context;
        this.guard = new Guard(table, this, PrecedingDeletion.of(context));
        this.orders = context.getStateStore(Names.ORDERS);
        orders.beginJoin();
        this.userJoin = new UserJoin(context, orders, users, encoder, metrics, viewBehind);
        this.partition =
                new TopicPartition(settings.ordersTopic(), context.taskId().partition());
        this.usersReady = reader.caughtUp();
        this.notices = Notices.ofThisThread();
        this.wake = notices::wake;
        users.addListener(wake);
        notices.add(partition, search);
        this.sweeps = context.schedule(
                Deletions.SWEEP_INTERVAL,
                PunctuationType.WALL_CLOCK_TIME,
                now -> orders.deletions().sweep(now));
    }

    @Override
    public void close() {
        sweeps.cancel();
        notices.remove(partition, search);
        users.removeListener(wake);
        userJoin.close();
        orders.endJoin();
    }

    private Notices.Finding look() {
        return usersReady.isReached() ? userJoin.look() : Notices.Finding.NOTHING;
    }

    @Override
    public void process(Record<Long, Change> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        usersReady.await(context.taskId());
        if (record.key() == null && Notices.isNotice(record.headers())) {
            userJoin.begin();
            return;
        }
        table.requireOwnPartition(record.key(), partition.partition(), settings.partitions());
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(long id) {
        int order = orders.find(id);
        return order == 0 ? null : orders.cells().version(order);
    }

    @Override
    public @Nullable Version deleted(long id) {
        return orders.deletions().find(id);
    }

    @Override
    public boolean holds(long id, Columns columns) {
        int order = orders.find(id);
        return order != 0 && orders.cells().hasColumns(order, columns.encoded());
    }

    @Override
    public Columns complete(long id, Columns changed) {
        return changed.isComplete() ? changed : table.encoding().complete(changed, columns(id));
    }

    private byte @Nullable [] columns(long id) {
        int order = orders.find(id);
        if (order == 0) {
            return null;
        }
        byte[] held = new byte[orders.cells().columnsLength(order)];
        orders.cells().readColumns(order, held, 0);
        return held;
    }

    @Override
    public void put(long id, Row row) {
        Columns changed = row.columns();
        table.requireSize(id, changed.encoded().length, settings.maxRowBytes());
        Headers headers = new RecordHeaders();
        int before = orders.find(id);
        if (before != 0 && !orders.hasUserOf(before, changed)) {
            addPreviousUser(headers, before);
        }
        int order = orders.put(changed, row.version());
        if (changed.hasForeignKey()) {
            users.read(changed.foreignKey(), user);
        } else {
            user.clear();
        }
        orders.setJoined(order, user.fingerprint());
        byte[] result = encoder.encode(orders.cells(), order, user);
        context.forward(new Record<>(id, result, newerOf(current.timestamp()), headers), Names.RESULTS);
    }

    @Override
    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    public void remove(long id, Version deletion) {
        Headers headers = DeletionHeader.of(deletion);
        int before = orders.find(id);
        if (before != 0) {
            addPreviousUser(headers, before);
        }
        orders.remove(id);
        orders.deletions().remember(id, deletion, context.currentSystemTimeMs());
        context.forward(new Record<>(id, null, current.timestamp(), headers), Names.RESULTS);
    }

    private void addPreviousUser(Headers headers, int order) {
        if (orders.cells().hasUser(order)) {
            PreviousUser.add(headers, orders.cells().userId(order));
        }
    }

    /** The time of a result is that of the newer of its rows, and never in the future. */
    private long newerOf(long orderMillis) {
        long userMillis = TimeUnit.MICROSECONDS.toMillis(user.committedAtMicros());
        return userMillis <= orderMillis ? orderMillis : Math.min(userMillis, context.currentSystemTimeMs());
    }
}
