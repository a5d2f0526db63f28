package dev.tributary.config;

import java.util.Locale;

/** What the defaults of the enrich tier are made for; docs/performance.md has the curve that they are points of. */
public enum Profile {
    /** A result as soon as possible, at more work for each. */
    LATENCY,
    /** Between the two. */
    BALANCED,
    /** As many changes as possible, each a little later. */
    THROUGHPUT;

    /** As it is written in a configuration. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Profile of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
