package dev.tributary.avro;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects of which each is used by one thread at a time, and again by the next.
 *
 * <p>A platform thread has one of its own, for good. A virtual thread lives for a request or two, and there may be thousands
 * of them: it borrows one, and as many are kept as can run at the same time, and a few more.
 */
final class PerThread<T> {

    @SuppressWarnings("ThreadLocalUsage") // belongs to one serializer or deserializer, as what it holds does
    private final ThreadLocal<T> own;

    private final Supplier<T> factory;
    private final BlockingQueue<T> idle = new ArrayBlockingQueue<>(2 * carriers());

    PerThread(Supplier<T> factory) {
        this.factory = factory;
        this.own = ThreadLocal.withInitial(factory);
    }

    /** How many virtual threads can run at the same time, as the JDK decides it. */
    static int carriers() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /** Whatever the calling thread has of its own. It may hold on to this object, and would for as long as the thread lives. */
    void forget() {
        own.remove();
    }

    /** @param use must not keep its argument */
    <R extends @Nullable Object> R use(Function<T, R> use) {
        if (!Thread.currentThread().isVirtual()) {
            return use.apply(own.get());
        }
        @Nullable T idling = idle.poll();
        T borrowed = idling == null ? factory.get() : idling;
        try {
            return use.apply(borrowed);
        } finally {
            idle.offer(borrowed); // One too many is left to the garbage collector.
        }
    }
}
