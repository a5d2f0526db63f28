package dev.tributary.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;

/**
 * How far other instances of the view are behind: each of them is asked every tenth of a second, as long as the value is read. By a
 * thread of its own, for an instance that is gone answers late or never. Safe for use by several threads.
 */
final class PeersLag implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 100;

    private final HostInfo self;
    private final Supplier<Collection<Member>> members;
    private final Peers peers;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("peers-lag").factory());
    private volatile Map<Integer, Long> byPartition = Map.of();
    private volatile boolean read;

    /**
     * @param self the address of this instance, which is not asked
     * @param members all instances, as far as is known now
     */
    PeersLag(HostInfo self, Supplier<Collection<Member>> members, Peers peers) {
        this.self = self;
        this.members = members;
        this.peers = peers;
    }

    /** Begins to ask, when the value is read for the first time. */
    void start() {
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::lookIfRead, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * In records, in all partitions together that the owner of this one has; as of a moment ago. 0 if it is not known: nobody has this
     * partition, or its owner does not answer.
     */
    long ofOwnerOf(int partition) {
        read = true;
        return byPartition.getOrDefault(partition, 0L);
    }

    /** To be called again and again. */
    void lookIfRead() {
        if (!read) {
            byPartition = Map.of();
            return;
        }
        read = false;
        Map<Integer, Long> now = new HashMap<>();
        try {
            for (Member member : members.get()) {
                if (!member.address().equals(self) && !member.active().isEmpty()) {
                    OptionalLong behind = peers.recordsBehind(member.address());
                    behind.ifPresent(records -> member.active().forEach(partition -> now.put(partition, records)));
                }
            }
            byPartition = Map.copyOf(now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
