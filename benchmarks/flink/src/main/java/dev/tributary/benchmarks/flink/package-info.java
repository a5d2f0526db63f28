/** The joins of each data set by Flink SQL, to be measured beside the project's own. */
@NullMarked
package dev.tributary.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
