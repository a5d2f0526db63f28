package dev.tributary.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {

    private static final int USERS = ShopTables.USERS;

    private final List<String> events = new ArrayList<>();
    private final Database shop = new Database(ShopTables.DATA_SET, this::note);
    private final Database inventory = new Database(InventoryTables.DATA_SET, this::note);

    private void note(int table, TableRow before, TableRow after) {
        events.add(table + ": " + before + " → " + after);
    }

    @Test
    void aRenamedUserChangesEachOfItsOrdersAndNoOther() {
        shop.put(USERS, 1);
        shop.put(USERS, 2);
        shop.putOrder(1, 1);
        shop.putOrder(2, 2);
        long[] before = shop.join();
        long results = shop.results();

        shop.put(USERS, 1);

        long[] after = shop.join();
        assertThat(after[1]).isNotEqualTo(before[1]);
        assertThat(after[2]).isEqualTo(before[2]);
        assertThat(shop.results() - results).isEqualTo(1);
    }

    @Test
    void anOrderOfAUserThatIsNotThereIsInTheJoinAllTheSame() {
        shop.putOrder(1, 9);
        long without = shop.join()[1];
        shop.put(USERS, 9);
        long with = shop.join()[1];
        shop.delete(USERS, 9);

        assertThat(without).isNotZero().isNotEqualTo(with);
        assertThat(shop.join()[1]).isEqualTo(without);
    }

    @Test
    void aDeletedOrderIsGone() {
        shop.putOrder(1, 9);
        shop.deleteOrder(1);

        assertThat(shop.join()[1]).isZero();
        assertThat(shop.references(1)).containsExactly(0);
        assertThat(events).last().isEqualTo("0: TableRow[id=1, version=1, references=[9]] → null");
    }

    @Test
    void aUserWhoComesBackHasAnotherName() {
        shop.putOrder(1, 9);
        shop.put(USERS, 9);
        long first = shop.join()[1];
        shop.delete(USERS, 9);
        shop.put(USERS, 9);

        assertThat(shop.join()[1]).isNotEqualTo(first);
    }

    @Test
    void eachJoinedTableOfAStarChangesTheOrdersThatReferToItsRow() {
        inventory.putOrder(1, 7, 8);
        inventory.putOrder(2, 8, 7);
        List<Long> seen = new ArrayList<>(List.of(inventory.join()[1]));
        long other = inventory.join()[2];
        long results = inventory.results();

        inventory.put(InventoryTables.CUSTOMERS, 7);
        seen.add(inventory.join()[1]);
        inventory.put(InventoryTables.PRODUCTS, 8);
        seen.add(inventory.join()[1]);
        inventory.put(InventoryTables.ON_HAND, 8);
        seen.add(inventory.join()[1]);

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(inventory.join()[2]).isEqualTo(other);
        assertThat(inventory.results() - results).isEqualTo(3);
    }

    @Test
    void anOrderHasAsManyKeysAsItsTableHasForeignKeys() {
        assertThatThrownBy(() -> inventory.putOrder(1, 7))
                .hasMessage("an order of inventory has 2 foreign keys, and not 1");
    }

    @Test
    void noChangeOfAnOrderOfTheInventoryLeavesItAsItWas() {
        inventory.putOrder(1, 7, 8);
        for (int i = 0; i < 20; i++) {
            long before = inventory.join()[1];
            inventory.putOrder(1, inventory.references(1));
            assertThat(inventory.join()[1]).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void aWorkloadIsTheSameForTheSameSeed(Workload workload) {
        Database one = new Database(workload.dataSet(), this::note);
        Database other = new Database(workload.dataSet(), (table, before, after) -> {});

        play(workload, one);
        play(workload, other);

        assertThat(one.join()).isEqualTo(other.join());
        assertThat(one.results()).isEqualTo(other.results()).isPositive();
        assertThat(events.size()).isLessThanOrEqualTo((int) workload.changes(Size.of(500)));
    }

    /** So that the two can be compared. */
    @Test
    void aStarHasAsManyChangesOfOrdersAsASteadyLoad() {
        play(Workload.STEADY, shop);
        play(Workload.STAR, inventory);

        assertThat(inventory.lastChange()).isEqualTo(shop.lastChange()).isEqualTo(500);
        assertThat(inventory.results()).isEqualTo(shop.results());
    }

    private static void play(Workload workload, Database database) {
        Random random = new Random(1);
        workload.prelude(database, Size.of(500), random);
        workload.main(database, Size.of(500), random);
    }
}
