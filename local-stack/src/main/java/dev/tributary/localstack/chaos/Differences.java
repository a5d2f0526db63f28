package dev.tributary.localstack.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What was found to be wrong so far. For any thread. */
final class Differences {

    private static final int KEPT = 40;

    private final Consumer<String> listener;
    private final List<String> first = new ArrayList<>();
    private long count;

    /** @param listener told the first of them, as they are found */
    Differences(Consumer<String> listener) {
        this.listener = listener;
    }

    void add(String what) {
        synchronized (this) {
            count++;
            if (first.size() >= KEPT) {
                return;
            }
            first.add(what);
        }
        listener.accept("✗ " + what);
    }

    synchronized long count() {
        return count;
    }

    synchronized List<String> first() {
        return List.copyOf(first);
    }
}
