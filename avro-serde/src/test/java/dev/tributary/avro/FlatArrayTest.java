package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlatArrayTest {

    private static final Schema TEXTS = Schemas.parse("{\"type\":\"array\",\"items\":[\"null\",\"string\"]}");

    /** Written with another order of the union, and between other fields. */
    private static final Schema WRITER = Schemas.parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "before", "type": "int"},
              {"name": "texts", "type": ["null", {"type": "array", "items": ["string", "null"]}]},
              {"name": "numbers", "type": {"type": "array", "items": "int"}},
              {"name": "after", "type": "string"}]}""");

    private static final Schema READER = Schemas.parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "after", "type": "string"},
              {"name": "numbers", "type": {"type": "array", "items": ["null", "long"]}},
              {"name": "texts", "type": ["null", {"type": "array", "items": ["null", "string"]}]}]}""");

    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void itemsAreReadWhoeverWroteThem() {
        assertThat(read(texts("a", null, "", "ü"), List.of(1, -2))).containsExactly("end", "[1, -2]", "[a, null, , ü]");
        assertThat(read(texts(), List.of())).containsExactly("end", "[]", "[]");
        assertThat(read(null, List.of(7))).containsExactly("end", "[7]", "null");
    }

    /** So that a consumer with any Avro library reads what was copied. */
    @Test
    void isAvroThatSaysWhereItEnds() throws Exception {
        for (List<@Nullable Utf8> items : List.of(texts(), texts("a"), texts("a", null, "x".repeat(1_000)))) {
            byte[] encoded = FlatArray.encode(new GenericData.Array<>(TEXTS, items));

            assertThat(new GenericDatumReader<Object>(TEXTS)
                            .read(null, DecoderFactory.get().binaryDecoder(encoded, null)))
                    .isEqualTo(new GenericData.Array<>(TEXTS, items));
            byte[] among = new byte[encoded.length + 5];
            Arrays.fill(among, (byte) -1);
            System.arraycopy(encoded, 0, among, 2, encoded.length);
            assertThat(FlatArray.end(among, 2)).isEqualTo(2 + encoded.length);
        }
    }

    @Test
    void whatIsNotEncodedSoIsRefused() {
        for (byte[] damaged : new byte[][] {{}, {2, 2, 'a', 0}, {1, 100, 0}, {1, 2, 'a', 7}, {1, 1, 0}, {1}}) {
            assertThatThrownBy(() -> FlatArray.end(damaged, 0))
                    .as(Arrays.toString(damaged))
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() {
        GenericData.Array<Utf8> array = new GenericData.Array<>(TEXTS, List.of(new Utf8(new byte[] {(byte) 0xff})));
        assertThatThrownBy(() -> FlatArray.encode(array))
                .isInstanceOf(AvroTypeException.class)
                .hasMessageContaining("UTF-8");
    }

    private static List<@Nullable Utf8> texts(@Nullable String... texts) {
        List<@Nullable Utf8> items = new ArrayList<>();
        for (String text : texts) {
            items.add(text == null ? null : new Utf8(text));
        }
        return items;
    }

    private List<String> read(@Nullable List<@Nullable Utf8> texts, List<Integer> numbers) {
        GenericRecord written = new GenericData.Record(WRITER);
        written.put("before", 1);
        written.put("texts", texts);
        written.put("numbers", numbers);
        written.put("after", "end");
        FlatSchema places = FlatSchema.of(READER);
        FlatArray textItems = new FlatArray(TEXTS);
        FlatArray numberItems = new FlatArray(READER.getField("numbers").schema());
        ProjectingDeserializer<List<String>> deserializer =
                new ProjectingDeserializer<>(registry, READER, writer -> {}, record -> {
                    List<@Nullable String> found = new ArrayList<>();
                    if (!record.isNull(places.leaf("texts"))) {
                        textItems.forEach(
                                record,
                                places.leaf("texts"),
                                item -> found.add(
                                        item.isNull(textItems.item()) ? null : item.getString(textItems.item())));
                    }
                    List<Long> counted = new ArrayList<>();
                    numberItems.forEach(
                            record, places.leaf("numbers"), item -> counted.add(item.getLong(numberItems.item())));
                    return List.of(
                            record.getString(places.leaf("after")),
                            counted.toString(),
                            record.isNull(places.leaf("texts")) ? "null" : found.toString());
                });
        return deserializer.deserialize("t", Payloads.of(registry.register("t-value", WRITER), WRITER, written));
    }
}
