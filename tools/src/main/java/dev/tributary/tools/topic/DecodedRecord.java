package dev.tributary.tools.topic;

import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/**
 * A record and where it was.
 *
 * @param value empty for a tombstone
 */
public record DecodedRecord(int partition, long offset, RecordKey key, Optional<GenericRecord> value) {}
