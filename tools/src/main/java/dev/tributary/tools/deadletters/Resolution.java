package dev.tributary.tools.deadletters;

import java.util.Locale;

/** What became of a dead letter. */
enum Resolution {
    /** It was appended to its topic once more. */
    REPLAYED,
    /** Its topic has a later record of the same row, which says all that it said. */
    SUPERSEDED,
    /** Somebody decided that it is not wanted. */
    DISCARDED;

    /** As it stands in headers and is said to people. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
