package dev.tributary.tools.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.generate.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {

    private static final Set<Operation> DELETIONS_OF_REFERENCED =
            Set.of(ShopPlanner.DELETE_USER, InventoryPlanner.DELETE_CUSTOMER, InventoryPlanner.DELETE_PRODUCT);

    private static List<Plan> plans(DataSet dataSet, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        Planner planner = dataSet.planner(random);
        for (KnownIds ids : planner.known()) {
            int rows = ids.table().name().endsWith(".orders") ? 1_000 : 500;
            ids.found(IntStream.rangeClosed(1, rows).boxed().toList(), random);
            ids.reserve(
                    IntStream.rangeClosed(10_001, 10_000 + count * 8).boxed().toList());
        }
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(planner.next(8));
        }
        return plans;
    }

    private static Stream<Change> changes(DataSet dataSet, int transactions) {
        return plans(dataSet, 1, transactions).stream().flatMap(plan -> plan.changes().stream());
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void theSameSeedGivesTheSamePlans(DataSet dataSet) {
        assertThat(plans(dataSet, 7, 200)).isEqualTo(plans(dataSet, 7, 200)).isNotEqualTo(plans(dataSet, 8, 200));
    }

    @Test
    void everyKindOfChangeHappensToTheShop() {
        Map<Operation, Long> kinds = kinds(DataSet.SHOP);
        long total = kinds.values().stream().mapToLong(Long::longValue).sum();

        assertThat(kinds)
                .containsOnlyKeys(
                        ShopPlanner.INSERT_USER,
                        ShopPlanner.UPDATE_USER,
                        ShopPlanner.DELETE_USER,
                        ShopPlanner.INSERT_ORDER,
                        ShopPlanner.UPDATE_ORDER,
                        ShopPlanner.MOVE_ORDER,
                        ShopPlanner.DELETE_ORDER);
        assertThat(kinds.get(ShopPlanner.INSERT_ORDER)).isBetween(total / 5, total / 3);
        assertThat(kinds.get(ShopPlanner.UPDATE_ORDER)).isBetween(total / 5, total / 3);
    }

    @Test
    void everyKindOfChangeHappensToTheInventory() {
        Map<Operation, Long> kinds = kinds(DataSet.INVENTORY);

        assertThat(kinds)
                .containsOnlyKeys(
                        InventoryPlanner.INSERT_CUSTOMER,
                        InventoryPlanner.UPDATE_CUSTOMER,
                        InventoryPlanner.DELETE_CUSTOMER,
                        InventoryPlanner.SET_ON_HAND,
                        InventoryPlanner.DELETE_ON_HAND,
                        InventoryPlanner.INSERT_PRODUCT,
                        InventoryPlanner.UPDATE_PRODUCT,
                        InventoryPlanner.DELETE_PRODUCT,
                        InventoryPlanner.INSERT_ORDER,
                        InventoryPlanner.UPDATE_ORDER,
                        InventoryPlanner.MOVE_TO_CUSTOMER,
                        InventoryPlanner.MOVE_TO_PRODUCT,
                        InventoryPlanner.DELETE_ORDER);
        assertThat(kinds.get(InventoryPlanner.SET_ON_HAND))
                .isGreaterThan(10 * kinds.get(InventoryPlanner.UPDATE_PRODUCT));
    }

    private static Map<Operation, Long> kinds(DataSet dataSet) {
        return changes(dataSet, 5_000).collect(Collectors.groupingBy(Change::operation, Collectors.counting()));
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void eachParameterHasAValue(DataSet dataSet) {
        assertThat(changes(dataSet, 5_000))
                .allSatisfy(change -> assertThat(change.values()).hasSize((int) change.operation()
                        .sql()
                        .chars()
                        .filter(character -> character == '?')
                        .count()));
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void someTransactionsAreRolledBack(DataSet dataSet) {
        assertThat(plans(dataSet, 1, 5_000)).filteredOn(Plan::rollBack).hasSizeBetween(50, 200);
    }

    @Test
    void ordersMoveToAUserAndToNobody() {
        List<Change> moves = changes(DataSet.SHOP, 1_000)
                .filter(change -> change.operation().equals(ShopPlanner.MOVE_ORDER))
                .toList();

        assertThat(moves).anyMatch(move -> move.values().getFirst() == null);
        assertThat(moves).anyMatch(move -> move.values().getFirst() != null);
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void aTransactionTakesItsLocksInOrder(DataSet dataSet) {
        assertThat(plans(dataSet, 3, 1_000))
                .allSatisfy(
                        plan -> assertThat(plan.changes()).hasSizeBetween(1, 8).isSortedAccordingTo(Change.LOCK_ORDER));
    }

    /** What else a transaction holds could be waited for by who refers to the row. */
    @ParameterizedTest
    @EnumSource(DataSet.class)
    void aRowThatOrdersReferToIsDeletedAlone(DataSet dataSet) {
        assertThat(plans(dataSet, 3, 1_000))
                .filteredOn(plan ->
                        plan.changes().stream().map(Change::operation).anyMatch(DELETIONS_OF_REFERENCED::contains))
                .isNotEmpty()
                .allSatisfy(plan -> {
                    assertThat(plan.changes()).allMatch(change -> change.is(Kind.DELETE));
                    assertThat(plan.changes().stream().map(Change::id).distinct())
                            .hasSize(1);
                });
    }

    /** A budget of one row is not for the deletion of a product and of what is on hand of it. */
    @Test
    void aTransactionHasNoMoreRowsThanItMay() {
        Planner planner = DataSet.INVENTORY.planner(new SplittableRandom(1));
        for (KnownIds ids : planner.known()) {
            ids.reserve(IntStream.rangeClosed(1, 1_000).boxed().toList());
            ids.existing().add(1, new SplittableRandom(1));
        }

        assertThat(Stream.generate(() -> planner.next(1)).limit(1_000))
                .allSatisfy(plan -> assertThat(plan.changes()).hasSize(1));
    }

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void aDeletedOrderIsNotTouchedAgainInTheSameTransaction(DataSet dataSet) {
        assertThat(plans(dataSet, 4, 5_000)).allSatisfy(plan -> {
            List<Change> changes = plan.changes().stream()
                    .filter(change -> change.table().name().endsWith(".orders"))
                    .toList();
            for (int i = 0; i + 1 < changes.size(); i++) {
                if (changes.get(i).is(Kind.DELETE)) {
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
