package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chaos finds what it is there to find: four faults that are put into the application, and none in it as it is. */
@Tag("chaos")
class ChaosIT {

    private static final int INSTANCES = 3;
    private static final long SEED = 1;
    private static final int RATE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORDERS = "cdc.public.orders";
    private static final String USERS = "cdc.public.users";

    /** Change records are appended once more, and not all the way to the newest. */
    private static final List<Fault> REPLAYS = replays();

    private static final Duration ISOLATED = FaultPlan.ISOLATION.plusSeconds(10);

    private static final Duration REPLAYS_LAST = Duration.ofSeconds(10);

    /**
     * What an instance has on its way to the broker is held back until long after others have taken its work over. Two at a
     * time, since one may have nothing on its way just then; and then one that is frozen with it.
     */
    private static final List<Fault> ZOMBIES = List.of(
            stall(3, 16, 1),
            stall(3, 16, 2),
            stall(24, 16, 3),
            new Fault.Pause(Duration.ofMillis(24_300), Duration.ofSeconds(14), application(3)));

    private static final Duration ZOMBIES_LAST = Duration.ofSeconds(44);

    /**
     * An instance that is without the broker while its HTTP API can be reached: whatever the broker sends is held back; then
     * requests too, or connections end. And one that is paused, and is asked as soon as it goes on.
     */
    static final List<Fault> ISOLATIONS = List.of(
            isolation(3, 1, Fault.Held.BOTH),
            new Fault.Pause(Duration.ofSeconds(5), ISOLATED, application(2)),
            isolation(46, 3, Fault.Held.ANSWERS),
            new Fault.Cut(Duration.ofSeconds(48), ISOLATED, new Link(application(1), Part.KAFKA)));

    static final Duration ISOLATIONS_LAST = Duration.ofSeconds(88);

    /**
     * Instances that have not read an order since they were started, and that are frozen while they write those of a renamed user:
     * for longer than their session, and mostly not for so long that the broker ends their transaction.
     */
    private static final List<Fault> FREEZES = List.of(
            new Fault.Stop(Duration.ofSeconds(15), Duration.ofSeconds(1), application(1)),
            new Fault.Stop(Duration.ofSeconds(15), Duration.ofSeconds(1), application(2)),
            new Fault.Stop(Duration.ofSeconds(15), Duration.ofSeconds(1), application(3)),
            freeze(40, 1),
            freeze(65, 2),
            freeze(90, 3));

    private static final Duration FREEZES_LAST = Duration.ofSeconds(110);

    private static final int ORDERS_OF_THE_RENAMED = 60_000;

    @TempDir
    private Path folder;

    @Test
    void isRightAsItIs() throws Exception {
        try (Chaos chaos = Chaos.start(options(), SEED, PATIENCE, ChaosIT::log)) {
            chaos.round(REPLAYS, writers(chaos, 1), REPLAYS_LAST);
            chaos.round(ZOMBIES, writers(chaos, 2), ZOMBIES_LAST);
            chaos.round(ISOLATIONS, writers(chaos, 3), ISOLATIONS_LAST);
            chaos.round(
                    FREEZES,
                    new RenamedUser(new Postgres(chaos.addresses().postgres()), ORDERS_OF_THE_RENAMED),
                    FREEZES_LAST);

            assertThat(chaos.differences().first()).isEmpty();
            // Being cut off or frozen for longer than a transaction may take is nothing to end of.
            assertThat(chaos.tally().deaths.sum()).isZero();
            assertThat(chaos.tally().replayed.sum()).isPositive();
            assertThat(chaos.tally().rowsAudited.sum()).isPositive();
            assertThat(chaos.tally().answers.sum()).isPositive();
            assertThat(chaos.tally().events.sum()).isPositive();
        }
    }

    @Test
    void noticesThatTheGuardIsOff() throws Exception {
        assertThat(differencesWith(Mutation.NO_GUARD, REPLAYS, REPLAYS_LAST))
                .anyMatch(difference -> difference.contains("goes back in time"));
    }

    @Test
    void noticesThatThingsAreDoneAtLeastOnce() throws Exception {
        assertThat(differencesWith(Mutation.AT_LEAST_ONCE, ZOMBIES, ZOMBIES_LAST))
                .anyMatch(difference ->
                        difference.contains("goes back in time") || difference.contains("is written twice"));
    }

    @Test
    void noticesThatAViewServesWithoutALease() throws Exception {
        assertThat(differencesWith(Mutation.NO_LEASE, ISOLATIONS, ISOLATIONS_LAST))
                .anyMatch(difference -> difference.contains("out of date by"));
    }

    @Test
    void noticesThatDeletionsAreNotWritten() throws Exception {
        assertThat(differencesWith(Mutation.NO_TOMBSTONES, List.of(), Duration.ofSeconds(6)))
                .anyMatch(difference -> difference.contains("but not in the database"));
    }

    private List<String> differencesWith(Mutation mutation, List<Fault> faults, Duration length) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        mutation.compileInto(classes);
        try (Chaos chaos = Chaos.start(options().withApplicationClasses(classes), SEED, PATIENCE, ChaosIT::log)) {
            // The harness itself finds nothing wrong with a start.
            assertThat(chaos.differences().first()).isEmpty();
            chaos.round(faults, writers(chaos, 1), length);
            return chaos.differences().first();
        }
    }

    private LocalStackOptions options() {
        return LocalStackOptions.forTests(folder).withInstances(INSTANCES);
    }

    private static Writers writers(Chaos chaos, long seed) {
        return new Writers(DataSet.SHOP, new Postgres(chaos.addresses().postgres()), seed, RATE, ChaosIT::log);
    }

    private static Fault freeze(int from, int application) {
        return new Fault.Pause(Duration.ofSeconds(from), Duration.ofMillis(12_500), application(application));
    }

    private static List<Fault> replays() {
        List<Fault> replays = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            Duration at = Duration.ofMillis(5_000 + 800 * partition);
            replays.add(new Fault.Replay(at, ORDERS, partition, 200, 100));
            replays.add(new Fault.Replay(at, USERS, partition, 100, 50));
        }
        return List.copyOf(replays);
    }

    private static Fault stall(int from, int seconds, int application) {
        return new Fault.Stall(
                Duration.ofSeconds(from),
                Duration.ofSeconds(seconds),
                new Link(application(application), Part.KAFKA),
                Fault.Held.REQUESTS);
    }

    private static Fault isolation(int from, int application, Fault.Held held) {
        return new Fault.Stall(
                Duration.ofSeconds(from), ISOLATED, new Link(application(application), Part.KAFKA), held);
    }

    private static ServerName application(int number) {
        return new ServerName(Part.APPLICATION, number);
    }

    private static void log(String line) {
        System.out.println("chaos: " + line);
    }
}
