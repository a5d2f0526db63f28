package dev.tributary.view;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The {@link Lease leases} of someone who reads all partitions of the topic. Safe for use by several threads. */
public final class ReaderLease {

    private final Supplier<Map<Integer, TopicEnd>> ends;
    private final List<Lease> leases;

    /**
     * @param ends known last of each partition
     * @param startedNanos the reader begins behind all that was committed then
     */
    ReaderLease(Supplier<Map<Integer, TopicEnd>> ends, Supplier<Lease> leases, int partitions, long startedNanos) {
        this.ends = ends;
        this.leases = Stream.generate(leases).limit(partitions).toList();
        this.leases.forEach(lease -> lease.renew(startedNanos));
    }

    /** The reader has the topic up to there. */
    public void observe(Position reached) {
        ends.get()
                .forEach((partition, end) ->
                        leases.get(partition).observe(end.askedNanos(), end.offset(), reached.offset(partition)));
    }

    /** Whether the reader is known to have been current in all partitions not longer ago than the term. */
    public boolean isValid() {
        return leases.stream().allMatch(Lease::isValid);
    }
}
