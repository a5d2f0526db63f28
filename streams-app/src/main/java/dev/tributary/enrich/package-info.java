/** The enrich tier: change events are unwrapped, guarded against replays, joined and written to {@code enriched-orders}. */
@NullMarked
package dev.tributary.enrich;

import org.jspecify.annotations.NullMarked;
