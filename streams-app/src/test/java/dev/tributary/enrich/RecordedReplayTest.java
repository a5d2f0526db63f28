package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Debezium really wrote, delivered as it was and delivered again, in part and as a whole. */
class RecordedReplayTest {

    private static final int FURTHEST_BACK = 12;

    @TempDir
    private Path directory;

    static Stream<String> recordings() {
        return Stream.of(
                "history", "incremental-snapshot", "another-snapshot", "restored", "failed-over", "failed-over-behind");
    }

    @Test
    void losesNothingThatWasCommittedWhileTheSlotWasMade() {
        endsAsTheSqlJoin("straddled");
        endsAsTheSqlJoinWhicheverTopicIsReadFirst("straddled");
        writesNothingForChangesThatAreReplayed("straddled");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void endsAsTheSqlJoin(String name) {
        Recorded recorded = Recorded.load(name);
        try (Replay replay = new Replay(recorded, directory)) {
            replay.deliver(recorded.events());

            assertEndsRight(recorded, replay);
            assertThat(replay.wentBack()).isEmpty();
            assertThat(replay.table().keySet()).containsAll(recorded.ghosts());
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void writesNothingForADuplicate(String name) {
        Recorded recorded = Recorded.load(name);
        try (Replay replay = new Replay(recorded, directory)) {
            for (Recorded.Event event : recorded.events()) {
                replay.deliver(List.of(event));
                assertThat(replay.deliver(List.of(event))).isEmpty();
            }
            assertEndsRight(recorded, replay);
        }
    }

    /** Where a connector can be set back to: what is behind the snapshot, whose rows are let through once more. */
    @ParameterizedTest
    @MethodSource("recordings")
    void writesNothingForChangesThatAreReplayed(String name) {
        isSetBack(Recorded.load(name));
    }

    /**
     * After each event, what came before is delivered again: first only in part, as by a connector that dies once more, and then
     * as a whole.
     */
    private void isSetBack(Recorded recorded) {
        for (int back = 2; back <= FURTHEST_BACK; back++) {
            try (Replay replay = new Replay(recorded, directory.resolve("back-" + back))) {
                for (int next = 0; next < recorded.events().size(); next++) {
                    replay.deliver(List.of(recorded.events().get(next)));
                    List<Recorded.Event> again = before(recorded, next, back);
                    assertThat(replay.deliver(again.subList(0, again.size() / 2)))
                            .as("broken off: event %d, set back by %d", next, back)
                            .isEmpty();
                    assertThat(replay.deliver(again))
                            .as("event %d, set back by %d", next, back)
                            .isEmpty();
                }
                assertEndsRight(recorded, replay);
            }
        }
    }

    /** Up to an event, within its epoch. A tombstone comes with its deletion. */
    private static List<Recorded.Event> before(Recorded recorded, int last, int count) {
        List<Recorded.Event> events = recorded.events();
        int first = Math.max(0, last + 1 - count);
        if (first > 0 && events.get(first).value() == null) {
            first--;
        }
        int epoch = events.get(last).epoch();
        return events.subList(first, last + 1).stream()
                .filter(event -> event.epoch() == epoch)
                .filter(event -> !event.read())
                .toList();
    }

    /** As when the group's offsets were lost: the topics are read from their beginning, and the rows are still there. */
    @ParameterizedTest
    @MethodSource("recordings")
    void endsAsItWasWhenTheTopicsAreReadFromTheirBeginning(String name) {
        Recorded recorded = Recorded.load(name);
        try (Replay replay = new Replay(recorded, directory)) {
            replay.deliver(recorded.events());
            replay.deliver(recorded.events());

            assertEndsRight(recorded, replay);
        }
    }

    /** The user's topic is behind: every order is there before its user. */
    @ParameterizedTest
    @MethodSource("recordings")
    void endsAsTheSqlJoinWhicheverTopicIsReadFirst(String name) {
        Recorded recorded = Recorded.load(name);
        for (boolean ordersFirst : new boolean[] {true, false}) {
            List<Recorded.Event> events = new ArrayList<>(recorded.events());
            events.sort((a, b) -> Boolean.compare(a.order() != ordersFirst, b.order() != ordersFirst));
            try (Replay replay = new Replay(recorded, directory.resolve(name + "-orders-first-" + ordersFirst))) {
                replay.deliver(events);

                assertEndsRight(recorded, replay);
                assertThat(replay.wentBack()).isEmpty();
            }
        }
    }

    /** All that compaction leaves of a deletion is its tombstone, which then says what the deletion said. */
    @ParameterizedTest
    @MethodSource("recordings")
    void endsAsTheSqlJoinWhenCompactionHasTakenTheDeletions(String name) {
        Recorded recorded = Recorded.load(name);
        List<Recorded.Event> compacted = new ArrayList<>();
        for (Recorded.Event event : recorded.events()) {
            if (event.value() == null
                    && !compacted.isEmpty()
                    && compacted.getLast().key() == event.key()
                    && compacted.getLast().order() == event.order()) {
                compacted.removeLast();
            }
            compacted.add(event);
        }
        try (Replay replay = new Replay(recorded, directory)) {
            replay.deliver(compacted);

            assertEndsRight(recorded, replay);
            assertThat(replay.wentBack()).isEmpty();
        }
    }

    private static void assertEndsRight(Recorded recorded, Replay replay) {
        Map<Long, String> table = new TreeMap<>(replay.table());
        table.keySet().removeAll(recorded.ghosts());
        assertThat(table).isEqualTo(recorded.rows());
    }
}
