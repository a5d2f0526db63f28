package dev.tributary.benchmarks.run;

import java.util.Locale;

/**
 * Whether a contender's output is what it must be.
 *
 * @param expected orders in the join, or change events to be copied
 * @param different orders whose last result is another, is missing, or should not be there; {@link #SOME} if nobody counted
 * @param records read from the output, tombstones too
 */
public record Verdict(long expected, long different, long records) {

    static final long SOME = -1;

    public boolean isRight() {
        return different == 0;
    }

    @Override
    public String toString() {
        return isRight()
                ? "right"
                : String.format(
                        Locale.ROOT,
                        "wrong: %,d of %,d orders differ, after %,d records",
                        different,
                        expected,
                        records);
    }
}
