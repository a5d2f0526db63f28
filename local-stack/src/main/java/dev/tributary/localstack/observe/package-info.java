/** Prometheus beside the stack. */
@NullMarked
package dev.tributary.localstack.observe;

import org.jspecify.annotations.NullMarked;
