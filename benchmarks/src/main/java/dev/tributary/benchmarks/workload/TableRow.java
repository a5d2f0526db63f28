package dev.tributary.benchmarks.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of a row of any table.
 *
 * @param version of an order the number of the change that wrote it, unique in all orders; of another row how often it was written
 * @param references the keys that an order refers to, one for each foreign key, 0 for NULL; of another row empty
 */
public record TableRow(int id, int version, List<Integer> references) {

    public TableRow {
        references = List.copyOf(references);
    }

    public static TableRow of(int id, int version, int... references) {
        Integer[] keys = new Integer[references.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = references[i];
        }
        return new TableRow(id, version, List.of(keys));
    }

    /** The value of a foreign key. */
    @Nullable Integer reference(int foreignKey) {
        int key = references.get(foreignKey);
        return key == 0 ? null : (Integer) key;
    }
}
