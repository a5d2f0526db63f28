package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Progress;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.StackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts a part again that has ended by itself or was killed, as whoever runs it in production would. */
final class Supervisor {

    /** What a killed server has left, such as a process of PostgreSQL that is busy, may be in the way of the next one for a while. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

    /** In a row: who ends again within {@link #HEALTHY} of its start ends for a reason of its own. */
    private static final int DEATHS = 3;

    private static final Duration HEALTHY = Duration.ofMinutes(1);
    private static final Duration READY = Duration.ofSeconds(90);

    private final LocalStack stack;
    private final Consumer<String> notes;
    private final Map<ServerName, Integer> deaths = new HashMap<>();
    private final Map<ServerName, Long> startedAt = new HashMap<>();
    private final Set<ServerName> restarting = new HashSet<>();

    private volatile boolean closed;

    /** @param notes told, in a line each, what happens; from several threads */
    Supervisor(LocalStack stack, Consumer<String> notes) {
        this.stack = stack;
        this.notes = notes;
    }

    /** Returns at once. */
    synchronized void revive(Progress.Died died) {
        if (closed || restarting.contains(died.server())) {
            return; // Whoever restarts it tries again.
        }
        @Nullable Long started = startedAt.get(died.server());
        if (started == null || System.nanoTime() - started > HEALTHY.toNanos()) {
            deaths.remove(died.server());
        }
        int times = deaths.merge(died.server(), 1, Integer::sum);
        String what = StartupView.title(died.server()) + " ended with exit code " + died.exitCode();
        if (times > DEATHS) {
            notes.accept("✗ " + what + " once more, and is left so; its log is " + died.log());
            return;
        }
        notes.accept("✗ " + what + ", and is started again; its log is " + died.log());
        restarting.add(died.server());
        Thread.ofVirtual().name("revive-" + died.server().title()).start(() -> restart(died.server()));
    }

    /** Starts nothing any more. */
    void close() {
        closed = true;
    }

    private void restart(ServerName server) {
        long began = System.nanoTime();
        try {
            for (boolean first = true; !restarted(server, first); first = false) {
                Thread.sleep(BETWEEN_ATTEMPTS);
                if (closed) {
                    return;
                }
            }
            synchronized (this) {
                startedAt.put(server, System.nanoTime());
                restarting.remove(server);
            }
            notes.accept(String.format(
                    Locale.ROOT,
                    "✓ %s is back after %.1f s",
                    StartupView.title(server),
                    (System.nanoTime() - began) / 1e9));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean restarted(ServerName server, boolean first) throws InterruptedException {
        try {
            stack.process(server).restart(READY);
            return true;
        } catch (StackException e) {
            if (first) {
                notes.accept("✗ " + StartupView.title(server) + " does not start, which is tried again every "
                        + BETWEEN_ATTEMPTS.toSeconds() + " s: " + e.getMessage());
            }
            return false;
        }
    }
}
