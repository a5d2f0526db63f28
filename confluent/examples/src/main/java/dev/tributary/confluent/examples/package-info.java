/** Consumers of {@code enriched-orders} that use Confluent's libraries and nothing of this project. */
@NullMarked
package dev.tributary.confluent.examples;

import org.jspecify.annotations.NullMarked;
