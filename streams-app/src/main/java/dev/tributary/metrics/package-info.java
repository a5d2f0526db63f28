/** What the application measures itself, beside what its libraries do: JMX beans under {@code dev.tributary}. */
@NullMarked
package dev.tributary.metrics;

import org.jspecify.annotations.NullMarked;
