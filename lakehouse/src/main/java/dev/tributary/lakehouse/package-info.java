/** Keeps a view as a Delta table, by Spark. */
@NullMarked
package dev.tributary.lakehouse;

import org.jspecify.annotations.NullMarked;
