package dev.tributary.tools.consume;

import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordKey;
import java.util.OptionalLong;
import org.apache.avro.generic.GenericRecord;

/**
 * Which records are shown.
 *
 * @param orderId the key
 * @param userId {@code user_id} of the value, or of the row inside a change event; a tombstone has none
 */
record RecordFilter(OptionalLong orderId, OptionalLong userId) {

    boolean accepts(RecordKey key) {
        return orderId.isEmpty() || key.equals(new RecordKey.Id(orderId.getAsLong()));
    }

    boolean accepts(DecodedRecord decoded) {
        return accepts(decoded.key())
                && (userId.isEmpty()
                        || decoded.value()
                                .map(value -> isOfUser(value, userId.getAsLong()))
                                .orElse(false));
    }

    private static boolean isOfUser(GenericRecord value, long userId) {
        if (value.hasField("user_id")) {
            return value.get("user_id") instanceof Number id && id.longValue() == userId;
        }
        return isRowOfUser(value, "after", userId) || isRowOfUser(value, "before", userId);
    }

    private static boolean isRowOfUser(GenericRecord envelope, String image, long userId) {
        return envelope.hasField(image)
                && envelope.get(image) instanceof GenericRecord row
                && row.hasField("user_id")
                && row.get("user_id") instanceof Number id
                && id.longValue() == userId;
    }
}
