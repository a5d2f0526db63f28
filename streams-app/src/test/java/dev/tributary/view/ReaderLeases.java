package dev.tributary.view;

import java.time.Duration;
import java.util.Map;

/** Leases for tests of who reads the topic. */
public final class ReaderLeases {

    private ReaderLeases() {}

    /** Valid as long as a test runs. */
    public static ReaderLease lasting(int partitions) {
        return new ReaderLease(
                Map::of, () -> new Lease(Duration.ofDays(1), System::nanoTime), partitions, System.nanoTime());
    }
}
