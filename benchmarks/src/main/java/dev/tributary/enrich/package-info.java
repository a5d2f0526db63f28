/** JMH benchmarks that have to see what only the package of the join sees. */
@NullMarked
package dev.tributary.enrich;

import org.jspecify.annotations.NullMarked;
