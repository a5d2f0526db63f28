package dev.tributary.enrich;

import dev.tributary.avro.FlatArray;
import dev.tributary.definition.contract.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

/**
 * What Debezium writes in place of a large array that did not change, made of {@link CapturedTable#UNAVAILABLE}: an array of this one text, or
 * of the UUID of its bytes; of its bytes as one item; or of each byte as a number. For arrays of other types it writes null; tables with
 * those need REPLICA IDENTITY FULL (docs/types.md).
 */
final class UnavailableArrays {

    private UnavailableArrays() {}

    /** Encoded as {@link FlatArray#encode} does; none where there is no such array. */
    static List<byte[]> of(Schema array) {
        byte[] placeholder = CapturedTable.UNAVAILABLE.getBytes(StandardCharsets.UTF_8);
        return switch (Fields.withoutNull(array.getElementType()).getType()) {
            case STRING ->
                List.of(
                        encoded(array, List.of(new Utf8(placeholder))),
                        encoded(
                                array,
                                List.of(new Utf8(
                                        UUID.nameUUIDFromBytes(placeholder).toString()))));
            case BYTES -> List.of(encoded(array, List.of(ByteBuffer.wrap(placeholder))));
            case INT -> List.of(encoded(array, numbers(placeholder, false)));
            case LONG -> List.of(encoded(array, numbers(placeholder, true)));
            default -> List.of();
        };
    }

    private static List<Object> numbers(byte[] bytes, boolean areLong) {
        List<Object> numbers = new ArrayList<>();
        for (byte one : bytes) {
            numbers.add(areLong ? (Object) (long) one : (Object) (int) one);
        }
        return numbers;
    }

    private static byte[] encoded(Schema array, List<?> items) {
        return FlatArray.encode(new GenericData.Array<>(array, items));
    }
}
