package dev.tributary.enrich;

import dev.tributary.metrics.AppMetrics;
import dev.tributary.offheap.CellHeap;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of the join outside of the Java heap: a {@link CellHeap} for each store of each partition of this process. Read by
 * any thread.
 */
public final class JoinMemory {

    private final Set<CellHeap> heaps = ConcurrentHashMap.newKeySet();

    /** Registers the metrics. */
    public JoinMemory(AppMetrics metrics) {
        metrics.gauge("join-memory", "used-bytes", "Bytes of rows and indexes in all partitions", this::usedBytes);
        metrics.gauge("join-memory", "mapped-bytes", "Bytes of memory that were mapped for them", this::mappedBytes);
        metrics.gauge(
                "join-memory",
                "fullest-bytes",
                "Bytes of memory that were mapped for the store that has the most",
                this::fullestBytes);
        metrics.gauge(
                "join-memory",
                "limit-bytes",
                "Bytes of memory that one store can map; at this limit the application stops",
                CellHeap::maxMappedBytes);
    }

    /** Opens a heap that is counted until it is {@link #close closed}. */
    CellHeap open(Path directory) {
        return add(CellHeap.open(directory));
    }

    /** Counts a heap that is open already. */
    CellHeap add(CellHeap heap) {
        heaps.add(heap);
        return heap;
    }

    void close(CellHeap heap) {
        heaps.remove(heap);
        heap.close();
    }

    long usedBytes() {
        return heaps.stream().mapToLong(CellHeap::usedBytes).sum();
    }

    long mappedBytes() {
        return heaps.stream().mapToLong(CellHeap::mappedBytes).sum();
    }

    long fullestBytes() {
        return heaps.stream().mapToLong(CellHeap::mappedBytes).max().orElse(0);
    }
}
