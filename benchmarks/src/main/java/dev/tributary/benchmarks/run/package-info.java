/** One contender on one workload: started, watched, compared with what must have come out, and cleaned away. */
@NullMarked
package dev.tributary.benchmarks.run;

import org.jspecify.annotations.NullMarked;
