package dev.tributary.tools.sweep;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one table.
 *
 * @param inTopic rows that the topic said were there
 * @param gone those of them that the table does not have
 * @param removed whether their deletions were written
 * @param cameBack those that were inserted meanwhile, and are read once more
 * @param unreadable records that are no change events, and were passed over
 */
record Swept(String table, long inTopic, List<Key> gone, boolean removed, Set<Key> cameBack, long unreadable) {

    private static final int SHOWN_KEYS = 20;

    String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d rows in the topic, %,d of them in the database",
                table,
                inTopic,
                inTopic - gone.size()));
        if (gone.isEmpty()) {
            text.append("; nothing to sweep");
        } else {
            text.append(String.format(
                    Locale.ROOT, "; %,d %s: %s", gone.size(), removed ? "removed" : "to be removed", some(gone)));
        }
        if (!cameBack.isEmpty()) {
            text.append("; inserted meanwhile, and read once more: ").append(some(List.copyOf(cameBack)));
        }
        if (unreadable > 0) {
            text.append(String.format(Locale.ROOT, "; %,d records cannot be read and were passed over", unreadable));
        }
        return text.toString();
    }

    private static String some(List<Key> keys) {
        String shown = keys.stream()
                .limit(SHOWN_KEYS)
                .map(key -> Terminal.printable(key.toString()))
                .collect(Collectors.joining(", "));
        return keys.size() <= SHOWN_KEYS
                ? shown
                : shown + String.format(Locale.ROOT, " and %,d more", keys.size() - SHOWN_KEYS);
    }
}
