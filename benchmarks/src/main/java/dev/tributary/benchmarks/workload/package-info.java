/** What contenders are given to do: change events as Debezium writes them, and what must come out of them. */
@NullMarked
package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
