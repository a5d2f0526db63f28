package dev.tributary.tools.audit;

import dev.tributary.tools.audit.Difference.Place;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;

/**
 * A row that is held against the database.
 *
 * @param record its columns; fails with a {@link org.apache.kafka.common.errors.SerializationException} if they cannot be
 *     read
 */
record HeldRow(long id, Place place, Supplier<GenericRecord> record) {}
