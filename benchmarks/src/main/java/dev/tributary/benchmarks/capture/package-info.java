/** What of the whole pipeline is capture: the database, Debezium and Connect. */
@NullMarked
package dev.tributary.benchmarks.capture;

import org.jspecify.annotations.NullMarked;
