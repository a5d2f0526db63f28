/** The enrich tier: change events are unwrapped, guarded against replays, joined and written to the topic of the results. */
@NullMarked
package dev.tributary.enrich;

import org.jspecify.annotations.NullMarked;
