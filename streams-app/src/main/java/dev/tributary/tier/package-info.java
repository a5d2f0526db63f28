/** What the tiers have in common: a Kafka Streams client each, how it starts, fails, goes on and stops. */
@NullMarked
package dev.tributary.tier;

import org.jspecify.annotations.NullMarked;
