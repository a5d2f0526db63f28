package dev.tributary.view;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Where the topic of the results ends, as the broker says. */
interface EndOffsets {

    /**
     * Returns the ends of those partitions that there is an answer for in time.
     *
     * @throws ExecutionException with the reason, if there is none for any
     */
    Map<Integer, TopicEnd> of(Set<Integer> partitions) throws ExecutionException, InterruptedException;
}
