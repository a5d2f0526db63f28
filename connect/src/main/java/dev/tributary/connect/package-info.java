/** What the worker needs beside Debezium and the Avro converter. */
@NullMarked
package dev.tributary.connect;

import org.jspecify.annotations.NullMarked;
