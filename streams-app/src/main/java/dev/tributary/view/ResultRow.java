package dev.tributary.view;

import dev.tributary.definition.key.Key;

/**
 * A row of the view.
 *
 * @param id of the order
 * @param offset of the record in {@code enriched-orders} that it comes from
 * @param value of that record: Avro in Confluent's wire format; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // rows are passed on and never compared
public record ResultRow(Key id, long offset, byte[] value) {}
