/** What the worker needs beside Debezium: a task that costs less, the converters of keys and values, and what Debezium is extended by. */
@NullMarked
package dev.tributary.connect;

import org.jspecify.annotations.NullMarked;
