package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Progress;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.StackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Starts a part again that has ended by itself or was killed, as whoever runs it in production would. */
final class Supervisor {

    private static final int ATTEMPTS = 3;
    private static final Duration READY = Duration.ofSeconds(90);

    private final LocalStack stack;
    private final Consumer<String> notes;
    private final Map<ServerName, Integer> deaths = new HashMap<>();

    /** @param notes told, in a line each, what happens; from several threads */
    Supervisor(LocalStack stack, Consumer<String> notes) {
        this.stack = stack;
        this.notes = notes;
    }

    /** Returns at once. */
    synchronized void revive(Progress.Died died) {
        int times = deaths.merge(died.server(), 1, Integer::sum);
        String what = StartupView.title(died.server()) + " ended with exit code " + died.exitCode();
        if (times > ATTEMPTS) {
            notes.accept("✗ " + what + " once more, and is left so; its log is " + died.log());
            return;
        }
        notes.accept("✗ " + what + ", and is started again; its log is " + died.log());
        Thread.ofVirtual().name("revive-" + died.server().title()).start(() -> restart(died.server()));
    }

    private void restart(ServerName server) {
        long began = System.nanoTime();
        try {
            stack.process(server).restart(READY);
            notes.accept(String.format(
                    Locale.ROOT,
                    "✓ %s is back after %.1f s",
                    StartupView.title(server),
                    (System.nanoTime() - began) / 1e9));
        } catch (StackException e) {
            notes.accept("✗ " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
