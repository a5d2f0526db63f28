package dev.tributary.deadletter;

import java.util.Locale;

/** Where a record was when it turned out that it cannot be processed. */
public enum Stage {
    /** Its bytes were read. */
    DESERIALIZATION,
    /** It was applied to what is held. */
    PROCESSING;

    /** As it stands in headers and metrics. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
