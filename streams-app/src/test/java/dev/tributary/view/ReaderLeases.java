package dev.tributary.view;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Leases for tests of who reads the topic. */
public final class ReaderLeases {

    public static final Duration TERM = Duration.ofSeconds(10);

    private ReaderLeases() {}

    /**
     * Valid by a clock of the test.
     *
     * @param ends offset that comes next, by partition: of both partitions, or of none if the broker does not answer
     */
    public static ReaderLease of(AtomicLong nanos, Map<Integer, Long> ends) {
        return new ReaderLease(
                () -> ends.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, end -> new TopicEnd(nanos.get(), end.getValue()))),
                () -> new Lease(TERM, nanos::get),
                2,
                nanos.get());
    }

    /** Valid as long as a test runs. */
    public static ReaderLease lasting(int partitions) {
        return new ReaderLease(
                Map::of, () -> new Lease(Duration.ofDays(1), System::nanoTime), partitions, System.nanoTime());
    }
}
