package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatchUpTargetsTest {

    private static final long SOON_SECONDS = 30;

    private final TestStores test = new TestStores();
    private final BlockingQueue<Set<Integer>> asked = new LinkedBlockingQueue<>();
    private volatile EndOffsets ends = partitions -> Map.of();
    private final CatchUpTargets targets = new CatchUpTargets(this::ends, "topic", test.stores);

    private Map<Integer, TopicEnd> ends(Set<Integer> partitions) throws ExecutionException, InterruptedException {
        EndOffsets now = ends;
        asked.add(partitions);
        return now.of(partitions);
    }

    @AfterEach
    void close() {
        targets.close();
    }

    @Test
    void asksForThoseThatThisInstanceHasBegunToOwn() throws Exception {
        ViewStore begun = test.own(0, 100);
        test.hold(1, 100);
        ViewStore served = test.own(2, 100);
        served.progress().catchUpTo(1, test.end(100));
        ends = partitions -> Map.of(0, test.end(101));

        targets.find();

        assertThat(nextAsked()).isEqualTo(Set.of(0));
        awaitNoTargetIsNeeded(begun);
        assertThat(begun.progress().isActive()).as("one record is missing").isFalse();
        begun.progress().polled(101, Position.NOTHING);
        assertThat(begun.progress().isActive()).isTrue();
    }

    @Test
    void asksUntilItIsTold() throws Exception {
        ViewStore one = test.own(0, 100);
        ViewStore other = test.own(1, 100);
        ends = partitions -> {
            throw new ExecutionException(new TimeoutException("no answer"));
        };
        targets.find();
        assertThat(nextAsked()).isEqualTo(Set.of(0, 1));
        assertThat(nextAsked()).isEqualTo(Set.of(0, 1));

        ends = partitions -> Map.of(1, test.end(100));
        awaitNoTargetIsNeeded(other);
        assertThat(one.progress().needsTarget()).isTrue();

        ends = partitions -> Map.of(0, test.end(100));
        awaitNoTargetIsNeeded(one);
    }

    /** The partition left and came back while the broker was asked: its predecessor may have shown more since. */
    @Test
    void hasNoUseForAnAnswerOfAnEarlierTime() throws Exception {
        ViewStore store = test.own(0, 100);
        ends = partitions -> {
            store.progress().deactivate();
            store.progress().activate();
            return Map.of(0, test.end(50));
        };

        targets.find();
        nextAsked();
        // The second question comes after the first answer has been dealt with.
        ends = partitions -> {
            throw new ExecutionException(new TimeoutException("no answer"));
        };
        targets.find();
        nextAsked();

        assertThat(store.progress().needsTarget()).isTrue();
    }

    private Set<Integer> nextAsked() throws InterruptedException {
        Set<Integer> partitions = asked.poll(SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(partitions).as("a question to the broker").isNotNull();
        return partitions;
    }

    private static void awaitNoTargetIsNeeded(ViewStore store) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON_SECONDS);
        while (store.progress().needsTarget()) {
            assertThat(System.nanoTime()).as("it is not told").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
