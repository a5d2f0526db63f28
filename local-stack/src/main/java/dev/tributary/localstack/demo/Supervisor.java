package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.Progress;
import dev.tributary.localstack.StackException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Starts a part again that has ended by itself or was killed, as whoever runs it in production would. */
final class Supervisor {

    private static final int ATTEMPTS = 3;
    private static final Duration READY = Duration.ofSeconds(90);

    private final LocalStack stack;
    private final Consumer<String> notes;
    private final Map<Part, Integer> deaths = new EnumMap<>(Part.class);

    /** @param notes told, in a line each, what happens; from several threads */
    Supervisor(LocalStack stack, Consumer<String> notes) {
        this.stack = stack;
        this.notes = notes;
    }

    /** Returns at once. */
    synchronized void revive(Progress.Died died) {
        int times = deaths.merge(died.part(), 1, Integer::sum);
        String what = StartupView.title(died.part()) + " ended with exit code " + died.exitCode();
        if (times > ATTEMPTS) {
            notes.accept("✗ " + what + " once more, and is left so; its log is " + died.log());
            return;
        }
        notes.accept("✗ " + what + ", and is started again; its log is " + died.log());
        Thread.ofVirtual().name("revive-" + died.part()).start(() -> restart(died.part()));
    }

    private void restart(Part part) {
        long began = System.nanoTime();
        try {
            stack.process(part).restart(READY);
            notes.accept(String.format(
                    Locale.ROOT,
                    "✓ %s is back after %.1f s",
                    StartupView.title(part),
                    (System.nanoTime() - began) / 1e9));
        } catch (StackException e) {
            notes.accept("✗ " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
