package dev.tributary.view;

import dev.tributary.failure.Causes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records other instances of the view lag behind: each of them is queried every tenth of a second, as long as the value is
 * read. Each by a thread of its own, for an instance that is gone answers late or never. Safe for use by several threads.
 */
final class PeersLag implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeersLag.class);

    private static final long INTERVAL_MILLIS = 100;

    /** An instance that does not answer may have too much to do: it is taken to lag as before for so long. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Reported(long records, long nanos) {}

    private final HostInfo self;
    private final Supplier<Collection<Member>> members;
    private final Peers peers;
    private final Executor queries;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("peers-lag").factory());
    private final Map<HostInfo, Reported> reported = new ConcurrentHashMap<>();
    private final Set<HostInfo> queried = ConcurrentHashMap.newKeySet();
    private volatile Map<Integer, HostInfo> owners = Map.of();
    private volatile boolean read;

    /**
     * @param self the address of this instance, which is not queried
     * @param members all instances, as far as is known now
     */
    PeersLag(HostInfo self, Supplier<Collection<Member>> members, Peers peers) {
        this(self, members, peers, Thread::startVirtualThread, System::nanoTime);
    }

    /** @param queries runs one query each; they end by themselves */
    PeersLag(
            HostInfo self, Supplier<Collection<Member>> members, Peers peers, Executor queries, LongSupplier nanoTime) {
        this.self = self;
        this.members = members;
        this.peers = peers;
        this.queries = queries;
        this.nanoTime = nanoTime;
    }

    /** Begins to query, when the value is read for the first time. */
    void start() {
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::lookIfRead, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * In records, in all partitions together that the owner of this one has; as of a moment ago. 0 if it is not known: nobody has this
     * partition, or its owner has not answered for some seconds.
     */
    long ofOwnerOf(int partition) {
        read = true;
        @Nullable HostInfo owner = owners.get(partition);
        @Nullable Reported last = owner == null ? null : reported.get(owner);
        return last == null || nanoTime.getAsLong() - last.nanos() > KEPT_NANOS ? 0 : last.records();
    }

    /** Called periodically. */
    void lookIfRead() {
        if (!read) {
            reported.clear();
            return;
        }
        read = false;
        try {
            Map<Integer, HostInfo> now = new HashMap<>();
            for (Member member : members.get()) {
                if (!member.address().equals(self)) {
                    member.active().forEach(partition -> now.put(partition, member.address()));
                }
            }
            owners = now;
            for (HostInfo owner : Set.copyOf(now.values())) {
                if (queried.add(owner)) {
                    queries.execute(() -> query(owner));
                }
            }
        } catch (RuntimeException e) {
            // The next look tells.
            log.debug("it is not known how far other instances lag: {}", Causes.describe(e));
        }
    }

    private void query(HostInfo owner) {
        try {
            peers.recordsBehind(owner)
                    .ifPresent(records -> reported.put(owner, new Reported(records, nanoTime.getAsLong())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.debug("{} does not say how far it lags: {}", owner, Causes.describe(e));
        } finally {
            queried.remove(owner);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
