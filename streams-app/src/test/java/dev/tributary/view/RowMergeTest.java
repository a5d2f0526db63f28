package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowMergeTest {

    private int asked;

    @Test
    void givesTheSmallestIdsOfAllPlaces() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<TreeSet<Long>> places = new ArrayList<>();
            TreeSet<Long> all = new TreeSet<>();
            for (int place = 0; place < 1 + random.nextInt(5); place++) {
                TreeSet<Long> ids = new TreeSet<>();
                for (int i = random.nextInt(40); i > 0; i--) {
                    long id = random.nextInt(1_000);
                    if (all.add(id)) {
                        ids.add(id);
                    }
                }
                places.add(ids);
            }
            int limit = 1 + random.nextInt(60);
            int chunk = 1 + random.nextInt(10);

            List<OrderRow> merged =
                    RowMerge.byId(places.stream().map(ids -> source(ids, chunk)).toList(), limit);

            assertThat(merged.stream().map(OrderRow::id))
                    .containsExactlyElementsOf(all.stream().limit(limit).toList());
        }
    }

    @Test
    void asksNobodyForMoreThanItNeeds() {
        TreeSet<Long> ids = new TreeSet<>();
        for (long id = 0; id < 100; id++) {
            ids.add(id);
        }

        RowMerge.byId(List.of(source(ids, 10)), 10);

        assertThat(asked).isZero();
    }

    private RowMerge.Source source(NavigableSet<Long> ids, int chunk) {
        return new RowMerge.Source(rows(ids, Long.MIN_VALUE, chunk), chunk, after -> {
            asked++;
            return rows(ids, after, chunk);
        });
    }

    private static List<OrderRow> rows(NavigableSet<Long> ids, long after, int limit) {
        return ids.tailSet(after, false).stream()
                .limit(limit)
                .map(id -> new OrderRow(id, 0, new byte[0]))
                .toList();
    }
}
