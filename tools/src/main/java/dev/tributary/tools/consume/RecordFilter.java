package dev.tributary.tools.consume;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.definition.ByOption.By;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordKey;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;

/**
 * Which records are shown.
 *
 * @param key as {@link RecordKey} shows it
 * @param by a column of the value, or of the row inside a change event; a tombstone has none
 */
record RecordFilter(Optional<String> key, Optional<By> by) {

    boolean accepts(RecordKey key) {
        return this.key.isEmpty() || key.toString().equals(this.key.get());
    }

    boolean accepts(DecodedRecord decoded) {
        return accepts(decoded.key())
                && (by.isEmpty()
                        || decoded.value().filter(value -> has(value, by.get())).isPresent());
    }

    private static boolean has(GenericRecord value, By by) {
        return value.hasField(by.column())
                ? isKey(value, by.column(), by.key())
                : Stream.of("after", "before")
                        .anyMatch(image -> value.hasField(image)
                                && value.get(image) instanceof GenericRecord row
                                && row.hasField(by.captured())
                                && isKey(row, by.captured(), by.key()));
    }

    private static boolean isKey(GenericRecord row, String column, Key key) {
        return key.isInteger()
                ? row.get(column) instanceof Number number && number.longValue() == key.number()
                : row.get(column) instanceof CharSequence text
                        && text.toString().equals(key.toString());
    }
}
