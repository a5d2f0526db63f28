package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RowMergeTest {

    private int asked;

    @Test
    void givesTheSmallestIdsOfAllPlaces() {
        givesTheSmallest(random -> Key.of(random.nextInt(-500, 500)));
    }

    @Test
    void givesTheSmallestTextsOfAllPlaces() {
        givesTheSmallest(random -> Key.of(ViewKeysTest.text(random)));
    }

    private void givesTheSmallest(Function<Random, Key> keys) {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<TreeSet<Key>> places = new ArrayList<>();
            TreeSet<Key> all = new TreeSet<>();
            for (int place = 0; place < 1 + random.nextInt(5); place++) {
                TreeSet<Key> ids = new TreeSet<>();
                for (int i = random.nextInt(40); i > 0; i--) {
                    Key id = keys.apply(random);
                    if (all.add(id)) {
                        ids.add(id);
                    }
                }
                places.add(ids);
            }
            int limit = 1 + random.nextInt(60);
            int chunk = 1 + random.nextInt(10);

            List<ResultRow> merged =
                    RowMerge.byId(places.stream().map(ids -> source(ids, chunk)).toList(), limit);

            assertThat(merged.stream().map(ResultRow::id))
                    .containsExactlyElementsOf(all.stream().limit(limit).toList());
        }
    }

    @Test
    void asksNobodyForMoreThanItNeeds() {
        TreeSet<Key> ids = new TreeSet<>();
        for (long id = 0; id < 100; id++) {
            ids.add(Key.of(id));
        }

        RowMerge.byId(List.of(source(ids, 10)), 10);

        assertThat(asked).isZero();
    }

    private RowMerge.Source source(NavigableSet<Key> ids, int chunk) {
        return new RowMerge.Source(rows(ids, chunk), chunk, after -> {
            asked++;
            return rows(ids.tailSet(after, false), chunk);
        });
    }

    private static List<ResultRow> rows(NavigableSet<Key> ids, int limit) {
        return ids.stream()
                .limit(limit)
                .map(id -> new ResultRow(id, 0, new byte[0]))
                .toList();
    }
}
