package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.TaskRevivedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseRowStoreTest {

    private Stores stores;
    private BaseRowStore orders;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new Stores(new InMemorySchemaRegistry(), directory);
        orders = stores.orders;
    }

    @AfterEach
    void close() {
        stores.close();
    }

    /** Rows change, grow, shrink, move between users and go; fan-outs are under way meanwhile. */
    @Test
    void agreesWithAMapOfRows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, @Nullable Long> userOf = new HashMap<>();
        Map<Long, String> productOf = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            long id = random.nextInt(2_000);
            if (random.nextInt(4) > 0) {
                @Nullable Long user = random.nextInt(10) == 0 ? null : (Long) (long) random.nextInt(30);
                String product = "x".repeat(random.nextInt(60));
                orders.put(order(id, user, product), new Version(i, i));
                userOf.put(id, user);
                productOf.put(id, product);
            } else {
                orders.remove(Key.of(id));
                userOf.remove(id);
                productOf.remove(id);
            }
            if (random.nextInt(50) == 0) {
                orders.fanOuts().start(0, Key.of(random.nextInt(30)));
            }
            orders.fanOuts()
                    .advance(
                            5,
                            order -> assertThat(orders.cells().hasForeignKey(order, 0))
                                    .isTrue());
        }
        assertThat(orders.size()).as("seed %d", seed).isEqualTo(userOf.size());
        productOf.forEach((id, product) -> assertThat(orders.cells()
                        .hasColumns(
                                orders.find(Key.of(id)),
                                order(id, userOf.get(id), product).encoded()))
                .as("seed %d, order %d", seed, id)
                .isTrue());
        for (long user = 0; user < 30; user++) {
            Set<Long> expected = new HashSet<>();
            for (Map.Entry<Long, @Nullable Long> each : userOf.entrySet()) {
                if (each.getValue() != null && each.getValue() == user) {
                    expected.add(each.getKey());
                }
            }
            assertThat(allOf(user)).as("seed %d, user %d", seed, user).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void reachesEveryOrderThatWasThereWhenTheUserChanged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Set<Long> due = new HashSet<>();
            for (long id = 0; id < 50; id++) {
                orders.put(order(id, 1L, "a"), new Version(round, 0));
                due.add(id);
            }
            orders.fanOuts().start(0, Key.of(1));
            while (!orders.fanOuts().isEmpty()) {
                orders.fanOuts()
                        .advance(
                                3,
                                order -> due.remove(
                                        orders.cells().keys().keyOf(order).number()));
                long id = random.nextInt(60);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        orders.remove(Key.of(id));
                        due.remove(id);
                    }
                    case 1 -> {
                        orders.put(order(id, 2L, "moved"), new Version(round, 1));
                        due.remove(id);
                    }
                    case 2 -> {
                        // Written by its own change, with the user as it is now.
                        orders.put(order(id, 1L, "grown by much"), new Version(round, 1));
                        due.remove(id);
                    }
                    default -> {
                        // Nothing else happens.
                    }
                }
            }
            assertThat(due).as("seed %d, round %d", seed, round).isEmpty();
        }
    }

    /** Kafka Streams would commit what the task had read before the abort. */
    @Test
    void isNotOpenedTwiceForATaskThatIsRevived() {
        orders.close();
        assertThat(orders.isOpen()).isFalse();

        assertThatThrownBy(() -> orders.init(stores.context.getStateStoreContext(), orders))
                .isInstanceOf(TaskRevivedException.class)
                .hasMessageContaining("task 0_0");
    }

    /** An order of the size of the sample data; docs/performance.md has what a process of them takes. */
    @Test
    void takesLessThanAHundredBytesAnOrder() {
        for (long id = 1; id <= 100_000; id++) {
            orders.put(
                    TestRows.order(id, id / 10, "Mechanical keyboard", 3, 1_790_000_000_000_000L),
                    new Version(26_000_000 + id * 200, 1_790_000_000_000_000L + id));
        }
        assertThat(orders.usedBytes() / 100_000).isLessThan(100);
    }

    private List<Long> allOf(long user) {
        List<Long> ids = new ArrayList<>();
        orders.fanOuts().start(0, Key.of(user));
        while (!orders.fanOuts().isEmpty()) {
            orders.fanOuts().advance(1_000, order -> {
                if (orders.cells().foreignKey(order, 0).number() == user) {
                    ids.add(orders.cells().keys().keyOf(order).number());
                }
            });
        }
        return ids;
    }

    private static Columns order(long id, @Nullable Long user, String product) {
        return TestRows.order(id, user, product, 1, 2L);
    }
}
