package dev.tributary.avro;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Schema id to value without boxing; open addressing, not thread-safe. When full it forgets everything. */
final class IntKeyedCache<V> {

    private final int bound;
    private final int[] keys;
    private final @Nullable Object[] values;
    private int size;

    /** @param bound how many entries it holds at most */
    IntKeyedCache(int bound) {
        this.bound = bound;
        // At least half of the slots stay empty, so that probing ends soon.
        int slots = Integer.highestOneBit(Math.max(1, bound)) << 2;
        this.keys = new int[slots];
        this.values = new @Nullable Object[slots];
    }

    @SuppressWarnings("unchecked")
    @Nullable V get(int key) {
        return (V) values[slotOf(key)];
    }

    void put(int key, V value) {
        if (values[slotOf(key)] == null) {
            if (size == bound) {
                Arrays.fill(values, null);
                size = 0;
            }
            size++;
        }
        int slot = slotOf(key);
        keys[slot] = key;
        values[slot] = value;
    }

    private int slotOf(int key) {
        int mask = keys.length - 1;
        int slot = (key * 0x9E3779B9) >>> 7 & mask;
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
