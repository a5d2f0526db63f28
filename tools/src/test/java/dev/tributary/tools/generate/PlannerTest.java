package dev.tributary.tools.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static List<Plan> plans(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        KnownIds users = new KnownIds();
        KnownIds orders = new KnownIds();
        users.found(IntStream.rangeClosed(1, 500).boxed().toList(), random);
        orders.found(IntStream.rangeClosed(1, 1_000).boxed().toList(), random);
        users.reserve(IntStream.rangeClosed(10_001, 10_000 + count * 8).boxed().toList());
        orders.reserve(IntStream.rangeClosed(10_001, 10_000 + count * 8).boxed().toList());
        Planner planner = new Planner(random, users, orders);
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(planner.next(8));
        }
        return plans;
    }

    @Test
    void theSameSeedGivesTheSamePlans() {
        assertThat(plans(7, 200)).isEqualTo(plans(7, 200)).isNotEqualTo(plans(8, 200));
    }

    @Test
    void everyKindOfChangeHappens() {
        List<Plan> plans = plans(1, 5_000);
        Map<Class<?>, Long> kinds = plans.stream()
                .flatMap(plan -> plan.changes().stream())
                .collect(Collectors.groupingBy(Change::getClass, Collectors.counting()));
        long total = kinds.values().stream().mapToLong(Long::longValue).sum();

        assertThat(kinds.keySet())
                .containsExactlyInAnyOrder(
                        Change.InsertUser.class,
                        Change.UpdateUser.class,
                        Change.DeleteUser.class,
                        Change.InsertOrder.class,
                        Change.UpdateOrder.class,
                        Change.MoveOrder.class,
                        Change.DeleteOrder.class);
        assertThat(kinds.get(Change.InsertOrder.class)).isBetween(total / 5, total / 3);
        assertThat(kinds.get(Change.UpdateOrder.class)).isBetween(total / 5, total / 3);
        assertThat(plans).filteredOn(Plan::rollBack).hasSizeBetween(50, 200);
    }

    @Test
    void ordersMoveToAUserAndToNobody() {
        List<Change.MoveOrder> moves = plans(1, 1_000).stream()
                .flatMap(plan -> plan.changes().stream())
                .filter(Change.MoveOrder.class::isInstance)
                .map(Change.MoveOrder.class::cast)
                .toList();

        assertThat(moves).anyMatch(move -> move.userId().isEmpty());
        assertThat(moves).anyMatch(move -> move.userId().isPresent());
    }

    @Test
    void aTransactionTakesItsLocksInOrder() {
        assertThat(plans(3, 1_000)).allSatisfy(plan -> {
            assertThat(plan.changes())
                    .hasSizeBetween(1, 8)
                    .isSortedAccordingTo(Comparator.comparingInt(Change::table).thenComparingInt(Change::id));
            if (plan.changes().stream().anyMatch(Change.DeleteUser.class::isInstance)) {
                assertThat(plan.changes()).hasSize(1);
            }
        });
    }

    @Test
    void aDeletedOrderIsNotTouchedAgainInTheSameTransaction() {
        assertThat(plans(4, 5_000)).allSatisfy(plan -> {
            List<Change> changes = plan.changes();
            for (int i = 0; i + 1 < changes.size(); i++) {
                if (changes.get(i) instanceof Change.DeleteOrder) {
                    assertThat(changes.get(i + 1).id())
                            .isNotEqualTo(changes.get(i).id());
                }
            }
        });
    }

    @Test
    void aSampleStaysWithinItsBound() {
        SplittableRandom random = new SplittableRandom(1);
        IdSample sample = new IdSample(10);
        IntStream.range(0, 1_000).forEach(id -> sample.add(id, random));

        assertThat(sample.size()).isEqualTo(10);
        assertThat(sample.pick(random).getAsInt()).isBetween(0, 999);
        int last = sample.last().getAsInt();
        sample.remove(last);
        assertThat(sample.size()).isEqualTo(9);
    }
}
