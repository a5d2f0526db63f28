package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.CommitPace;
import dev.tributary.tier.Notices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A joined row that many base rows refer to changes: a user with many orders. */
class FanOutTest {

    private static final int ORDERS = 1_000;

    @Test
    void reachesAFewResultsAtOnceAndTheRestBetweenOtherWork(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            pipeline.updateUser(1, "Grace", 5_000);
            assertThat(pipeline.written()).hasSize(64).allMatch(line -> line.endsWith("← Grace"));

            pipeline.insertOrder(2_000, null, "Chair", 5_001);
            assertThat(pipeline.written()).as("nobody waits").containsExactly("2000: Chair ← nobody");

            finish(pipeline);
            assertThat(pipeline.written()).hasSize(ORDERS - 64).allMatch(line -> line.endsWith("← Grace"));
        }
    }

    /** In a thread of its own, whose pace no other test has used. */
    @Test
    void goesSlowlyWhileTheViewIsFarBehind(@TempDir Path directory) throws Exception {
        FutureTask<Integer> inAQuietThread = new FutureTask<>(() -> {
            try (Pipeline pipeline = withOrders(directory)) {
                pipeline.viewBehind.set(1_000_000);
                pipeline.updateUser(1, "Grace", 5_000);
                pipeline.written();
                pipeline.advanceWallClock(Duration.ofMillis(25));
                return pipeline.written().size();
            }
        });
        Thread.ofPlatform().start(inAQuietThread);

        assertThat(inAQuietThread.get()).isEqualTo(64);
    }

    /** Else a task whose transaction is aborted would write its state to its file. */
    @Test
    void isNotCommittedBeforeItsTransactionIs(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            pipeline.updateUser(1, "Grace", 5_000);
            CommitPace.ofThisThread().committed();

            pipeline.advanceWallClock(Duration.ofMillis(25));

            assertThat(pipeline.written()).isNotEmpty();
            assertThat(CommitPace.ofThisThread().hasUncommitted()).isTrue();
        }
    }

    /** What was granted is used up: nothing is written, and no commit is asked for, until the next period. */
    @Test
    void doesNothingUntilTheNextPeriodWhenItsShareIsUsedUp(@TempDir Path directory) throws Exception {
        FutureTask<Boolean> inAQuietThread = new FutureTask<>(() -> {
            try (Pipeline pipeline = withOrders(directory)) {
                pipeline.viewBehind.set(1_000_000);
                pipeline.updateUser(1, "Grace", 5_000);
                pipeline.written();
                pipeline.advanceWallClock(Duration.ofMillis(1));
                assertThat(pipeline.written()).hasSize(64);
                CommitPace.ofThisThread().committed();
                for (int millis = 2; millis <= 25; millis++) {
                    pipeline.advanceWallClock(Duration.ofMillis(1));
                    assertThat(pipeline.written()).isEmpty();
                }
                assertThat(CommitPace.ofThisThread().hasUncommitted()).isFalse();
                pipeline.advanceWallClock(Duration.ofMillis(1));
                assertThat(pipeline.written()).hasSize(64);
                return CommitPace.ofThisThread().hasUncommitted();
            }
        });
        Thread.ofPlatform().start(inAQuietThread);

        assertThat(inAQuietThread.get()).isTrue();
    }

    /** A joined row with one result takes one of the share, and not a chunk of it. */
    @Test
    void reachesManyRowsWithFewResultsInOneSlice(@TempDir Path directory) throws Exception {
        FutureTask<Integer> inAQuietThread = new FutureTask<>(() -> {
            try (Pipeline pipeline = new Pipeline(directory);
                    Stores stores = new Stores(pipeline.registry, directory.resolve("after"))) {
                for (int id = 1; id <= 200; id++) {
                    pipeline.insertUser(id, "Ada", 1);
                    pipeline.insertOrder(id, id, "Lamp", 10 + id);
                }
                stores.restore(pipeline.rawRecords());
                for (int id = 1; id <= 200; id++) {
                    stores.shared.put(
                            Key.of(id),
                            new Row(TestRows.user(id, "Grace", "e", 1L), new Version(5_000 + id, 5_000_000)));
                }
                FanOutWriter writer = writer(stores, pipeline);
                assertThat(lookAtAll(writer)).isEqualTo(Notices.Finding.WORK);
                pipeline.viewBehind.set(1_000_000);
                stores.context.setCurrentSystemTimeMs(10_000);
                writer.begin();
                int before = stores.baseRows.fanOuts().size();
                stores.context.scheduledPunctuators().getFirst().getPunctuator().punctuate(0);
                return before - stores.baseRows.fanOuts().size();
            }
        });
        Thread.ofPlatform().start(inAQuietThread);

        assertThat(inAQuietThread.get()).isEqualTo(64);
    }

    /**
     * So many change at once that the task may not have all of them in memory, and that keys are lost: when all base rows have been
     * compared, or in the middle of it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reachesMoreRowsThanItMayHaveInMemory(boolean inTheMiddle, @TempDir Path directory) throws Exception {
        int count = 20_000;
        FutureTask<Integer> inAQuietThread = new FutureTask<>(() -> {
            int most = 0;
            try (Pipeline pipeline = new Pipeline(directory);
                    Stores stores = new Stores(pipeline.registry, directory.resolve("after"))) {
                for (int id = 1; id <= count; id++) {
                    stores.baseRows.put(TestRows.order(id, (long) id, "Lamp", 1, 2L), new Version(id, id));
                }
                FanOutWriter writer = writer(stores, pipeline);
                assertThat(inTheMiddle ? writer.look() : lookAtAll(writer))
                        .isEqualTo(inTheMiddle ? Notices.Finding.MORE_TO_LOOK_AT : Notices.Finding.NOTHING);
                for (int change = 1; change <= 4; change++) {
                    for (int id = 1; id <= count; id++) {
                        stores.shared.put(
                                Key.of(id), new Row(TestRows.user(id, "Grace", "e", 1L), new Version(change, id)));
                    }
                }
                for (long now = 10_000; !isFresh(stores, count); now += 25) {
                    assertThat(now).as("it comes to an end").isLessThan(200_000);
                    stores.context.setCurrentSystemTimeMs(now);
                    most = Math.max(most, advance(writer, stores));
                }
                return most;
            }
        });
        Thread.ofPlatform().start(inAQuietThread);

        // A look compares some 5,000 base rows.
        assertThat(inAQuietThread.get()).isBetween(FanOutWriter.MOST_FAN_OUTS / 2, FanOutWriter.MOST_FAN_OUTS + 6_000);
    }

    /** What a stream thread does between two polls; answers how many fan-outs the task has in memory. */
    private static int advance(FanOutWriter writer, Stores stores) {
        if (writer.look() == Notices.Finding.WORK) {
            writer.begin();
        }
        int fanOuts = stores.baseRows.fanOuts().size();
        stores.context.scheduledPunctuators().stream()
                .filter(ticks -> !ticks.cancelled())
                .forEach(ticks -> ticks.getPunctuator().punctuate(0));
        stores.context.resetForwards();
        return fanOuts;
    }

    private static boolean isFresh(Stores stores, int count) {
        for (int id = 1; id <= count; id++) {
            if (stores.baseRows.cells().joined(stores.baseRows.find(Key.of(id)), 0)
                    != stores.shared.fingerprint(Key.of(id))) {
                return false;
            }
        }
        return true;
    }

    @Test
    void writesAResultOnceWhenTheJoinedRowChangesTwiceBeforeItWasReached(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            pipeline.updateUser(1, "Grace", 5_000);
            pipeline.updateUser(1, "Hedy", 5_001);
            finish(pipeline);

            List<String> written = pipeline.written();
            assertThat(written).hasSize(ORDERS + 64);
            assertThat(written.stream().filter(line -> line.endsWith("← Grace")))
                    .hasSize(64);
            assertThat(written.stream().filter(line -> line.endsWith("← Hedy")).distinct())
                    .hasSize(ORDERS);
        }
    }

    @Test
    void writesNoResultTwiceThatChangedMeanwhile(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            pipeline.updateUser(1, "Grace", 5_000);
            pipeline.updateOrder(ORDERS, 1, "Desk", 5_001);
            finish(pipeline);

            assertThat(pipeline.written().stream().filter(line -> line.startsWith(ORDERS + ":")))
                    .containsExactly(ORDERS + ": Desk ← Grace");
        }
    }

    @Test
    void takesADeletedRowOutOfEveryResult(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            pipeline.user(1L, pipeline.users.delete(5_000));
            finish(pipeline);

            assertThat(pipeline.written()).hasSize(ORDERS).allMatch(line -> line.endsWith("← nobody"));
        }
    }

    /** Nothing but what Kafka holds survives a crash. What was written before it is not written again. */
    @Test
    void goesOnAfterACrashWhereItBrokeOff(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory.resolve("before"))) {
            pipeline.updateUser(1, "Grace", 5_000);
            List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>(history);
            topic.addAll(pipeline.rawRecords());

            try (Stores stores = new Stores(pipeline.registry, directory.resolve("after"))) {
                stores.restore(topic);
                stores.shared.put(
                        Key.of(1),
                        new Row(TestRows.user(1, "Grace", "Grace@example.com", 1L), new Version(5_000, 5_000_000)));
                stores.context.setCurrentSystemTimeMs(10_000);
                FanOutWriter writer = writer(stores, pipeline);
                assertThat(writer.look()).isEqualTo(Notices.Finding.WORK);
                assertThat(stores.baseRows.fanOuts().isEmpty()).isFalse();
                assertThat(stores.context.scheduledPunctuators())
                        .as("nothing is written before a record brings offsets into the transaction")
                        .isEmpty();

                writer.begin();
                MockProcessorContext.CapturedPunctuator tick =
                        stores.context.scheduledPunctuators().getFirst();
                while (!stores.baseRows.fanOuts().isEmpty()) {
                    tick.getPunctuator().punctuate(10_000);
                }
                assertThat(stores.context.forwarded()).hasSize(ORDERS - 64);
            }
        }
    }

    @Test
    void hasNothingToDoAfterACrashInAQuietMoment(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory.resolve("before"));
                Stores stores = restored(pipeline, directory)) {
            FanOutWriter writer = writer(stores, pipeline);

            assertThat(lookAtAll(writer)).isEqualTo(Notices.Finding.NOTHING);
            assertThat(stores.baseRows.size()).isEqualTo(ORDERS);
            assertThat(stores.baseRows.fanOuts().isEmpty()).isTrue();
        }
    }

    @Test
    void tellsHowFarItIs(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory)) {
            assertThat(pipeline.fanOuts.changedRows()).isZero();
            long before = System.nanoTime();
            pipeline.updateUser(1, "Grace", 5_000);
            long after = System.nanoTime();
            assertThat(pipeline.fanOuts.changedRows()).isEqualTo(1);
            assertThat(pipeline.fanOuts.resultsRemaining()).isEqualTo(ORDERS - 64);

            pipeline.updateUser(1, "Hedy", 5_001);
            assertThat(pipeline.fanOuts.resultsRemaining())
                    .as("once more around, from where it stands")
                    .isEqualTo(ORDERS - 64);
            while (System.nanoTime() - after < TimeUnit.MILLISECONDS.toNanos(20)) {
                Thread.onSpinWait();
            }
            assertThat(pipeline.fanOuts.oldestMillis())
                    .as("since the first change")
                    .isBetween(20L, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before) + 1);
            pipeline.updateOrder(ORDERS, null, "Desk", 5_002);
            pipeline.advanceWallClock(Duration.ofMillis(25));
            long remaining = pipeline.fanOuts.resultsRemaining();
            assertThat(remaining).isLessThan(ORDERS - 64);

            finish(pipeline);
            assertThat(pipeline.fanOuts.changedRows()).isZero();
            assertThat(pipeline.fanOuts.resultsRemaining()).isZero();
            assertThat(pipeline.fanOuts.oldestMillis()).isZero();
        }
    }

    /** A task that lags so far that changes were lost compares all base rows. */
    @Test
    void comparesAllBaseRowsIfItHasMissedChanges(@TempDir Path directory) {
        try (Pipeline pipeline = withOrders(directory.resolve("before"));
                Stores stores = restored(pipeline, directory)) {
            FanOutWriter writer = writer(stores, pipeline);
            assertThat(lookAtAll(writer)).isEqualTo(Notices.Finding.NOTHING);

            stores.shared.put(
                    Key.of(1), new Row(TestRows.user(1, "Grace", "Ada@example.com", 1L), new Version(2, 2_000)));
            for (int other = 0; other < 1 << 16; other++) {
                stores.shared.remove(Key.of(1_000_000), null, 0);
            }

            assertThat(lookAtAll(writer)).isEqualTo(Notices.Finding.WORK);
            assertThat(stores.baseRows.fanOuts().resultsLeft()).isEqualTo(ORDERS);
        }
    }

    /** What was written, read back elsewhere, with the joined row as it was. */
    private Stores restored(Pipeline pipeline, Path directory) {
        Stores stores = new Stores(pipeline.registry, directory.resolve("after"));
        stores.restore(history);
        stores.shared.put(Key.of(1), new Row(TestRows.user(1, "Ada", "Ada@example.com", 1L), new Version(1, 1_000)));
        return stores;
    }

    private static FanOutWriter writer(Stores stores, Pipeline pipeline) {
        return new FanOutWriter(
                stores.context,
                stores.baseRows,
                new JoinedRows(TestRows.TABLES, List.of(stores.shared)),
                new ResultEncoder(1, TestRows.TABLES),
                pipeline.fanOuts,
                partition -> pipeline.viewBehind.get());
    }

    private static Notices.Finding lookAtAll(FanOutWriter writer) {
        Notices.Finding found = writer.look();
        while (found == Notices.Finding.MORE_TO_LOOK_AT) {
            found = writer.look();
        }
        return found;
    }

    private List<ConsumerRecord<byte[], byte[]>> history = List.of();

    private Pipeline withOrders(Path directory) {
        Pipeline pipeline = new Pipeline(directory);
        pipeline.insertUser(1, "Ada", 1);
        for (int id = 1; id <= ORDERS; id++) {
            pipeline.insertOrder(id, 1, "Lamp", 10 + id);
        }
        history = pipeline.rawRecords();
        return pipeline;
    }

    private static void finish(Pipeline pipeline) {
        while (!pipeline.baseRowStore().fanOuts().isEmpty()) {
            pipeline.advanceWallClock(Duration.ofMillis(25));
        }
    }
}
