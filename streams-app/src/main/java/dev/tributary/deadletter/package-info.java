/** Records that can never be processed: where they go, so that everything behind them goes on. */
@NullMarked
package dev.tributary.deadletter;

import org.jspecify.annotations.NullMarked;
