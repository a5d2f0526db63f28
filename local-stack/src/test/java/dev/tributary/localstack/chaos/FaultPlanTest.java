package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Duration ROUND = Duration.ofSeconds(35);
    private static final List<String> TOPICS = List.of("changes of one table", "changes of another");

    @Test
    void aSeedGivesTheSamePlan() {
        assertThat(rounds(7, 20)).isEqualTo(rounds(7, 20));
        assertThat(rounds(7, 1)).isNotEqualTo(rounds(8, 1));
    }

    @Test
    void aLongerRunBeginsLikeAShortOne() {
        assertThat(rounds(3, 20).subList(0, 5)).isEqualTo(rounds(3, 5));
    }

    @Test
    void faultsAreInTheirOrderAndInsideTheRound() {
        for (List<Fault> round : rounds(1, 50)) {
            List<Duration> times = round.stream().map(Fault::at).toList();
            assertThat(times).isSorted().allMatch(time -> time.compareTo(ROUND) < 0);
            assertThat(round)
                    .allMatch(fault -> fault.at().plus(fault.length()).compareTo(ROUND.plus(FaultPlan.OVERTIME)) <= 0);
        }
    }

    @Test
    void noTwoFaultsAreAtOnePlaceAtATime() {
        for (List<Fault> round : rounds(2, 50)) {
            Map<Object, Duration> until = new HashMap<>();
            for (Fault fault : round) {
                assertThat(fault.at()).isGreaterThanOrEqualTo(until.getOrDefault(fault.place(), Duration.ZERO));
                until.put(fault.place(), fault.at().plus(fault.length()));
            }
        }
    }

    @Test
    void everyPartAndEveryKindHasItsTurn() {
        Set<Part> killed = EnumSet.noneOf(Part.class);
        Set<Integer> instances = new HashSet<>();
        Set<Class<?>> kinds = new HashSet<>();
        for (Fault fault : rounds(1, 12).stream().flatMap(List::stream).toList()) {
            kinds.add(fault.getClass());
            if (fault instanceof Fault.Kill kill) {
                killed.add(kill.server().part());
                instances.add(kill.server().number());
            }
        }
        assertThat(killed).containsExactlyInAnyOrder(Part.values());
        assertThat(kinds).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
        assertThat(instances).contains(1);
    }

    @Test
    void someInstancesAreSilentForLongerThanTheirSession() {
        assertThat(rounds(1, 12).stream().flatMap(List::stream))
                .anyMatch(fault -> fault instanceof Fault.Pause pause
                        && pause.server().part() == Part.APPLICATION
                        && pause.length().compareTo(FaultPlan.SESSION_TIMEOUT) > 0);
    }

    @Test
    void someInstancesAreWithoutTheBrokerForLongerThanTheyMayServe() {
        Set<Object> ways = new HashSet<>();
        for (Fault fault : rounds(1, 12).stream().flatMap(List::stream).toList()) {
            if (fault.length().compareTo(FaultPlan.ISOLATION) > 0) {
                ways.add(fault instanceof Fault.Stall stall ? stall.held() : fault.getClass());
            }
        }
        assertThat(ways)
                .containsExactlyInAnyOrder(Fault.Held.ANSWERS, Fault.Held.BOTH, Fault.Cut.class, Fault.Pause.class);
    }

    @Test
    void someReplaysBreakOff() {
        List<Fault.Replay> replays = new ArrayList<>();
        rounds(1, 12)
                .forEach(round -> round.forEach(fault -> {
                    if (fault instanceof Fault.Replay replay) {
                        replays.add(replay);
                    }
                }));
        assertThat(replays).allMatch(replay -> replay.sent() <= replay.records() && replay.sent() > 0);
        assertThat(replays).anyMatch(replay -> replay.sent() < replay.records());
        assertThat(replays).anyMatch(replay -> replay.sent() == replay.records());
    }

    @Test
    void theChangesOfEveryTableAreReplayed() {
        assertThat(rounds(1, 12).stream().flatMap(List::stream))
                .filteredOn(Fault.Replay.class::isInstance)
                .extracting(fault -> ((Fault.Replay) fault).topic())
                .containsAll(TOPICS)
                .isSubsetOf(TOPICS);
    }

    @Test
    void breaksOnlyWhatIsThere() {
        FaultPlan alone = new FaultPlan(1, 1, ROUND, TOPICS);
        for (int round = 0; round < 20; round++) {
            assertThat(alone.nextRound())
                    .filteredOn(fault -> fault.place() instanceof ServerName)
                    .allMatch(fault -> ((ServerName) fault.place()).number() == 1);
        }
    }

    private static List<List<Fault>> rounds(long seed, int count) {
        FaultPlan plan = new FaultPlan(seed, 3, ROUND, TOPICS);
        return IntStream.range(0, count).mapToObj(round -> plan.nextRound()).toList();
    }
}
