/** Who is measured: how each one is started, and what it writes. */
@NullMarked
package dev.tributary.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
