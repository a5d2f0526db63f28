package dev.tributary.benchmarks.measure;

import dev.tributary.tools.ToolException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a deadline. */
public final class Await {

    private Await() {}

    public static void until(Supplier<String> what, Duration within, Duration interval, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw ToolException.failed(what.get() + ", not within " + within.toSeconds() + " s");
            }
            Thread.sleep(interval);
        }
    }
}
