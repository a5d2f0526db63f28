package dev.tributary.view;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The partitions of the view that are on this instance now, as owner or as standby. Safe for use by several threads. */
final class ViewStores {

    private final Supplier<Lease> leases;
    private final Map<Integer, ViewStore> byPartition = new ConcurrentHashMap<>();
    private volatile IntConsumer onActivation = partition -> {};

    /** @param leases makes one for each partition */
    ViewStores(Supplier<Lease> leases) {
        this.leases = leases;
    }

    Lease newLease() {
        return leases.get();
    }

    void opened(int partition, ViewStore store) {
        byPartition.put(partition, store);
    }

    void closed(int partition, ViewStore store) {
        byPartition.remove(partition, store);
    }

    /** Has the partition told how far it has to come before it answers. */
    void activated(int partition) {
        onActivation.accept(partition);
    }

    /** Who is told of partitions that this instance owns from now on; before the client starts. */
    void onActivation(IntConsumer receiver) {
        onActivation = receiver;
    }

    Optional<ViewStore> of(int partition) {
        return Optional.ofNullable(byPartition.get(partition));
    }

    /** Whether the partition is here and this instance its owner, also while it catches up. */
    boolean isOwned(int partition) {
        @Nullable ViewStore store = byPartition.get(partition);
        return store != null && store.progress().isOwned();
    }

    /** Whether the partition is here and this instance its owner, which may serve it now. */
    boolean isActive(int partition) {
        @Nullable ViewStore store = byPartition.get(partition);
        return store != null && store.progress().isActive();
    }

    Map<Integer, ViewStore> all() {
        return Map.copyOf(byPartition);
    }
}
