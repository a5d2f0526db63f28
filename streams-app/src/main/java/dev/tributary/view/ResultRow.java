package dev.tributary.view;

import dev.tributary.definition.key.Key;

/**
 * A row of the view.
 *
 * @param id the key of the row
 * @param offset of the record in the topic of the results that it comes from
 * @param value of that record: Avro in Confluent's wire format; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // rows are passed on and never compared
public record ResultRow(Key id, long offset, byte[] value) {}
