/** What was measured: kept as JSON, shown as tables and charts, on the terminal and on a page. */
@NullMarked
package dev.tributary.benchmarks.report;

import org.jspecify.annotations.NullMarked;
