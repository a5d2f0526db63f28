/** Looking into what failed: Kafka wraps a cause several times before it reaches anybody. */
@NullMarked
package dev.tributary.failure;

import org.jspecify.annotations.NullMarked;
