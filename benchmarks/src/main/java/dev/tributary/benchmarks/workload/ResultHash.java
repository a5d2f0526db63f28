package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/** One result in 64 bits: all columns of the order and of its user. Never 0, which stands for no row. */
public final class ResultHash {

    private static final long NULL = 0x9e3779b97f4a7c15L;

    private long hash = 0x243f6a8885a308d3L;

    public ResultHash add(long value) {
        long mixed = (hash ^ value) * 0xbf58476d1ce4e5b9L;
        hash = mixed ^ (mixed >>> 31);
        return this;
    }

    public ResultHash add(@Nullable Long value) {
        return add(value == null ? NULL : value.longValue());
    }

    public ResultHash add(@Nullable Integer value) {
        return add(value == null ? NULL : value.longValue());
    }

    public ResultHash add(@Nullable String value) {
        if (value == null) {
            return add(NULL);
        }
        long characters = value.length();
        for (int i = 0; i < value.length(); i++) {
            characters = characters * 0x100000001b3L + value.charAt(i);
        }
        return add(characters);
    }

    public long value() {
        return hash == 0 ? 1 : hash;
    }
}
