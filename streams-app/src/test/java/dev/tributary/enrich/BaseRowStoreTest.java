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
    private BaseRowStore store;

    @BeforeEach
    void open(@TempDir Path directory) {
        stores = new Stores(new InMemorySchemaRegistry(), directory);
        store = stores.baseRows;
    }

    @AfterEach
    void close() {
        stores.close();
    }

    /** Rows change, grow, shrink, get other foreign keys and go; fan-outs are under way meanwhile. */
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
                store.put(order(id, user, product), new Version(i, i));
                userOf.put(id, user);
                productOf.put(id, product);
            } else {
                store.remove(Key.of(id));
                userOf.remove(id);
                productOf.remove(id);
            }
            if (random.nextInt(50) == 0) {
                store.fanOuts().start(0, Key.of(random.nextInt(30)));
            }
            store.fanOuts()
                    .advance(
                            5,
                            row -> assertThat(store.cells().hasForeignKey(row, 0))
                                    .isTrue());
        }
        assertThat(store.size()).as("seed %d", seed).isEqualTo(userOf.size());
        productOf.forEach((id, product) -> assertThat(store.cells()
                        .hasColumns(
                                store.find(Key.of(id)),
                                order(id, userOf.get(id), product).encoded()))
                .as("seed %d, row %d", seed, id)
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
    void reachesEveryBaseRowThatWasThereWhenTheJoinedRowChanged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Set<Long> due = new HashSet<>();
            for (long id = 0; id < 50; id++) {
                store.put(order(id, 1L, "a"), new Version(round, 0));
                due.add(id);
            }
            store.fanOuts().start(0, Key.of(1));
            while (!store.fanOuts().isEmpty()) {
                store.fanOuts()
                        .advance(
                                3,
                                row -> due.remove(
                                        store.cells().keys().keyOf(row).number()));
                long id = random.nextInt(60);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        store.remove(Key.of(id));
                        due.remove(id);
                    }
                    case 1 -> {
                        store.put(order(id, 2L, "moved"), new Version(round, 1));
                        due.remove(id);
                    }
                    case 2 -> {
                        // Written by its own change, with the joined row as it is now.
                        store.put(order(id, 1L, "grown by much"), new Version(round, 1));
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
        store.close();
        assertThat(store.isOpen()).isFalse();

        assertThatThrownBy(() -> store.init(stores.context.getStateStoreContext(), store))
                .isInstanceOf(TaskRevivedException.class)
                .hasMessageContaining("task 0_0");
    }

    /** A row of the size of the sample data; docs/performance.md has what a process of them takes. */
    @Test
    void takesLessThanAHundredBytesARow() {
        for (long id = 1; id <= 100_000; id++) {
            store.put(
                    TestRows.order(id, id / 10, "Mechanical keyboard", 3, 1_790_000_000_000_000L),
                    new Version(26_000_000 + id * 200, 1_790_000_000_000_000L + id));
        }
        assertThat(store.usedBytes() / 100_000).isLessThan(100);
    }

    private List<Long> allOf(long user) {
        List<Long> ids = new ArrayList<>();
        store.fanOuts().start(0, Key.of(user));
        while (!store.fanOuts().isEmpty()) {
            store.fanOuts().advance(1_000, row -> {
                if (store.cells().foreignKey(row, 0).number() == user) {
                    ids.add(store.cells().keys().keyOf(row).number());
                }
            });
        }
        return ids;
    }

    private static Columns order(long id, @Nullable Long user, String product) {
        return TestRows.order(id, user, product, 1, 2L);
    }
}
