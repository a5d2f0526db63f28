package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** The database being away, said once for all connections, and how long each waits before it tries again. */
final class Outage {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Consumer<String> notices;
    private final Pacer.Waiter waiter;
    private boolean lasting;

    Outage(Consumer<String> notices, Pacer.Waiter waiter) {
        this.notices = notices;
        this.waiter = waiter;
    }

    /** Waits before the next attempt; false if there is no need for it any more. */
    boolean waitAfter(SQLException cause) {
        begin(cause);
        return waiter.waitNanos(PAUSE.toNanos());
    }

    private synchronized void begin(SQLException cause) {
        if (!lasting) {
            lasting = true;
            notices.accept("the database went away (" + Postgres.explain(cause) + "); waiting for it");
        }
    }

    synchronized void over() {
        if (lasting) {
            lasting = false;
            notices.accept("the database is back");
        }
    }
}
