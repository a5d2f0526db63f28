package dev.tributary.localstack.chaos;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of a view, read from the topic or from the HTTP API: which version of which row of the base table, with which of which
 * joined rows.
 *
 * @param joined in the order of the view's joins
 */
record Result(RowVersion base, List<Joined> joined) {

    Result {
        joined = List.copyOf(joined);
    }

    /**
     * What is joined by one of the joins.
     *
     * @param key the foreign key; null if the row refers to none
     * @param version null if there is no such row
     */
    record Joined(@Nullable Long key, @Nullable RowVersion version) {
        boolean hasKeyOf(Joined other) {
            return Objects.equals(key, other.key);
        }
    }

    long id() {
        return base.id();
    }

    /** The same for the same result, and hardly ever for another. */
    long fingerprint() {
        return fingerprint(this);
    }

    /** Of whatever tells everything about itself as text. */
    static long fingerprint(Object value) {
        String text = value.toString();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 29);
    }
}
