package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A table that refers to another one, with every kind of column that the contract may have. */
class RowEncodingTest {

    /** The unions are in both orders. */
    private static final Schema CONTRACT = parse("""
            {"type": "record", "name": "Row", "fields": [
              {"name": "id", "type": "long"},
              {"name": "other_id", "type": ["null", "long"], "default": null},
              {"name": "note", "type": ["string", "null"], "default": ""},
              {"name": "small", "type": ["int", "null"], "default": 0},
              {"name": "title", "type": "string"},
              {"name": "at", "type": ["null", {"type": "long", "logicalType": "local-timestamp-micros"}], "default": null}
            ]}""");

    /** As Debezium may write the same columns: wider, and with unions in another order. */
    private static final Schema CAPTURED = parse("""
            {"type": "record", "name": "Value", "fields": [
              {"name": "at", "type": ["null", "long"]},
              {"name": "small", "type": ["null", "long"]},
              {"name": "title", "type": ["null", "string"]},
              {"name": "note", "type": ["null", "string"]},
              {"name": "other_id", "type": ["long", "null"]},
              {"name": "id", "type": "long"}
            ]}""");

    private final RowEncoding encoding = new RowEncoding("things", columns(CONTRACT), "id", List.of("other_id"));
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Test
    void encodesAsTheContractSays() {
        Columns columns = captured(7L, 8L, "a note", 9L, "Title", 10L);

        assertThat(columns.encoded()).isEqualTo(contract(7L, 8L, "a note", 9, "Title", 10L));
        assertThat(columns.key()).isEqualTo(Key.of(7));
        assertThat(columns.foreignKeys().isPresent(0)).isTrue();
        assertThat(columns.foreignKeys().get(0)).isEqualTo(Key.of(8));
        assertThat(columns.isComplete()).isTrue();
    }

    @Test
    void encodesNullsAndExtremes() {
        assertThat(captured(Long.MIN_VALUE, null, null, null, "", null).encoded())
                .isEqualTo(contract(Long.MIN_VALUE, null, null, null, "", null));
        assertThat(captured(Long.MAX_VALUE, Long.MIN_VALUE, "ü€😀", (long) Integer.MIN_VALUE, "t", -1L)
                        .encoded())
                .isEqualTo(contract(Long.MAX_VALUE, Long.MIN_VALUE, "ü€😀", Integer.MIN_VALUE, "t", -1L));
        assertThat(captured(0L, null, null, null, "", null).foreignKeys().isPresent(0))
                .isFalse();
    }

    @Test
    void readsBackWhatIsEncoded() {
        Columns columns = captured(-7L, 800_000_000_000L, "a note", 9L, "Title", null);
        Columns back = encoding.of(columns.encoded());

        assertThat(back).isEqualTo(columns);
        assertThat(back.key()).isEqualTo(Key.of(-7));
        assertThat(back.foreignKeys().get(0)).isEqualTo(Key.of(800_000_000_000L));
        assertThat(encoding.of(contract(1L, null, null, null, "", null))
                        .foreignKeys()
                        .isPresent(0))
                .isFalse();
    }

    @Test
    void refusesBytesThatAreNoRow() {
        byte[] encoded = contract(7L, 8L, "a note", 9, "Title", 10L);
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> encoding.of(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("things");
        }
        assertThatThrownBy(() -> encoding.of(Arrays.copyOf(encoded, encoded.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesBytesThatNoRowOfTheContractHas() {
        byte[] encoded = contract(7L, null, null, 9, "Title", null);
        assertThat(encoded).as("id, null, null, small, title, null").startsWith(14, 0, 2, 0, 18);
        assertDamaged(encoded, 1, 4, "branch 4");
        assertDamaged(encoded, 1, -1, "branch -1");
        assertDamaged(encoded, 5, 1, "length of -1");
        assertDamaged(encoded, 5, 126, "length of 63");
        byte[] wide = {14, 0, 2, 0, -2, -1, -1, -1, 127, 0, 0};
        assertThatThrownBy(() -> encoding.of(wide)).hasMessageContaining("small has more than 32 bits");
    }

    private void assertDamaged(byte[] encoded, int at, int with, String reason) {
        byte[] damaged = encoded.clone();
        damaged[at] = (byte) with;
        assertThatThrownBy(() -> encoding.of(damaged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void takesWhatTheLogLeftOutFromAnEarlierVersion() {
        Columns held = captured(7L, 8L, "long note", 9L, "long title", 10L);
        Columns changed = captured(7L, null, CapturedTable.UNAVAILABLE, null, "new", 11L);
        assertThat(changed.isComplete()).isFalse();

        Columns completed = encoding.complete(changed, held.encoded());
        assertThat(completed.encoded()).isEqualTo(contract(7L, null, "long note", null, "new", 11L));
        assertThat(completed.isComplete()).isTrue();
        assertThat(completed.foreignKeys().isPresent(0)).isFalse();

        Columns both = captured(7L, 9L, CapturedTable.UNAVAILABLE, 1L, CapturedTable.UNAVAILABLE, null);
        assertThat(encoding.complete(both, held.encoded()).encoded())
                .isEqualTo(contract(7L, 9L, "long note", 1, "long title", null));
        assertThat(encoding.complete(held, null)).isSameAs(held);
    }

    @Test
    void namesTheColumnThatTheLogLeftOutIfNothingIsHeld() {
        Columns changed = captured(7L, null, "note", null, CapturedTable.UNAVAILABLE, null);
        assertThatThrownBy(() -> encoding.complete(changed, null))
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("column title");
    }

    @Test
    void namesTheColumnThatTheContractHasNoPlaceFor() {
        assertThatThrownBy(() -> captured(7L, null, null, 1L << 31, "", null))
                .hasStackTraceContaining(
                        "row 7 of table things has the small 2147483648, and the contract of the results has 32 bits for it");
        assertThatThrownBy(() -> captured(7L, null, null, null, null, null))
                .hasStackTraceContaining("row 7 of table things has NULL in column title");
    }

    @Test
    void refusesAContractThatItCannotEncode() {
        assertRefused("{\"name\": \"id\", \"type\": \"double\"}", "id");
        assertRefused("{\"name\": \"id\", \"type\": [\"null\", \"long\"]}", "id");
        assertRefused(
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"x\", \"type\": {\"type\": \"map\", \"values\": \"int\"}}",
                "x");
        assertRefused(
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"x\", \"type\": [\"int\", \"string\"]}", "x");
        assertRefused(
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"x\", \"type\": [\"null\", \"long\", \"string\"]}",
                "x");
    }

    /** Of a fixed length, and bytes; the second key behind them. */
    @Test
    void encodesOtherTypesAsTheContractSays() throws IOException {
        Schema contract = parse("""
                {"type": "record", "name": "Row", "fields": [
                  {"name": "flag", "type": ["null", "boolean"]},
                  {"name": "weight", "type": "float"},
                  {"name": "price", "type": ["double", "null"]},
                  {"name": "raw", "type": ["null", "bytes"]},
                  {"name": "id", "type": "int"},
                  {"name": "other_id", "type": ["null", "int"]}]}""");
        RowEncoding wide = new RowEncoding("things", columns(contract), "id", List.of("other_id"));
        GenericRecord row = new GenericData.Record(contract);
        row.put("flag", true);
        row.put("weight", -1.5f);
        row.put("price", 1e300);
        row.put("raw", ByteBuffer.wrap(new byte[] {1, -1}));
        row.put("id", 7);
        row.put("other_id", -8);
        byte[] encoded = encoded(contract, row);
        Columns columns = wide.of(encoded);
        assertThat(columns.key()).isEqualTo(Key.of(7));
        assertThat(columns.foreignKeys().get(0)).isEqualTo(Key.of(-8));
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> wide.of(cut)).as("%d bytes", length).isInstanceOf(IllegalArgumentException.class);
        }

        Schema reader = Schema.createRecord("Read", null, "test", false, wide.fieldsOfEvent());
        int[] leaves = wide.leavesOfEvent(FlatSchema.of(reader), "");
        try (AvroSerializer<GenericRecord> serializer =
                        new AvroSerializer<>(registry, contract, new GenericDatumWriter<>(contract));
                ProjectingDeserializer<Columns> deserializer = new ProjectingDeserializer<>(
                        registry, reader, writer -> {}, record -> wide.read(record, leaves))) {
            serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
            assertThat(deserializer.deserialize("things", serializer.serialize("things", row)))
                    .isEqualTo(columns);
            row.put("flag", null);
            row.put("price", null);
            row.put("raw", null);
            row.put("other_id", null);
            assertThat(deserializer.deserialize("things", serializer.serialize("things", row)))
                    .isEqualTo(wide.of(encoded(contract, row)))
                    .returns(false, read -> read.foreignKeys().isPresent(0));
        }
    }

    /** A wrong one could not be told from a right one later. */
    @Test
    void refusesADayThatIsNoDate() {
        assertThat(day(-2_440_588)).isNotEmpty();
        assertThat(day(-2_147_472_691)).as("-infinity").isNotEmpty();
        assertThat(day(2_146_033_979)).as("infinity").isNotEmpty();
        assertThatThrownBy(() -> day(-2_440_589))
                .hasStackTraceContaining("row 1 of table things has the day -2440589 in column value");
    }

    /** A column that has become a text is written as a numeric is. */
    @Test
    void refusesANumericThatIsNone() {
        String numeric = "{\"type\": \"string\", \"postgresType\": \"numeric\"}";
        for (String text : List.of("3.140", "NAN", "NEGATIVE_INFINITY", CapturedTable.UNAVAILABLE)) {
            assertThat(read(numeric, text)).isNotEmpty();
        }
        for (String text : List.of("", "room 7", "0,\"x\":1")) {
            assertThatThrownBy(() -> read(numeric, text))
                    .hasStackTraceContaining("row 1 of table things has a text in column value, and the contract has a"
                            + " column of type numeric");
        }
    }

    private byte[] day(int day) {
        return read("{\"type\": \"int\", \"logicalType\": \"date\"}", day);
    }

    private byte[] read(String type, Object value) {
        Schema contract = parse("""
                {"type": "record", "name": "Row", "fields": [
                  {"name": "id", "type": "long"},
                  {"name": "value", "type": ["null", %s]}]}""".formatted(type));
        RowEncoding dated = new RowEncoding("things", columns(contract), "id", List.of());
        Schema reader = Schema.createRecord("Read", null, "test", false, dated.fieldsOfEvent());
        int[] leaves = dated.leavesOfEvent(FlatSchema.of(reader), "");
        GenericRecord row = new GenericData.Record(contract);
        row.put("id", 1L);
        row.put("value", value);
        try (AvroSerializer<GenericRecord> serializer =
                        new AvroSerializer<>(registry, contract, new GenericDatumWriter<>(contract));
                ProjectingDeserializer<byte[]> deserializer = new ProjectingDeserializer<>(
                        registry,
                        reader,
                        writer -> {},
                        record -> dated.read(record, leaves).encoded())) {
            serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
            return deserializer.deserialize("things", serializer.serialize("things", row));
        }
    }

    private static byte[] encoded(Schema schema, GenericRecord row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new GenericDatumWriter<GenericRecord>(schema)
                .write(row, EncoderFactory.get().directBinaryEncoder(bytes, null));
        return bytes.toByteArray();
    }

    private static void assertRefused(String fields, String column) {
        Schema contract = parse("{\"type\": \"record\", \"name\": \"Row\", \"fields\": [" + fields + "]}");
        assertThatThrownBy(() -> new RowEncoding("things", columns(contract), "id", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(column);
    }

    private static List<ViewContract.Column> columns(Schema contract) {
        return contract.getFields().stream()
                .map(field -> new ViewContract.Column(field, field.name()))
                .toList();
    }

    private Columns captured(
            long id,
            @Nullable Long other,
            @Nullable String note,
            @Nullable Long small,
            @Nullable String title,
            @Nullable Long at) {
        Schema reader = Schema.createRecord("Read", null, "test", false, nullableTitle(encoding.fieldsOfEvent()));
        int[] leaves = encoding.leavesOfEvent(FlatSchema.of(reader), "");
        GenericRecord row = new GenericData.Record(CAPTURED);
        row.put("id", id);
        row.put("other_id", other);
        row.put("note", note);
        row.put("small", small);
        row.put("title", title);
        row.put("at", at);
        try (AvroSerializer<GenericRecord> serializer =
                        new AvroSerializer<>(registry, CAPTURED, new GenericDatumWriter<>(CAPTURED));
                ProjectingDeserializer<Columns> deserializer = new ProjectingDeserializer<>(
                        registry, reader, writer -> {}, record -> encoding.read(record, leaves))) {
            serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
            return deserializer.deserialize("things", serializer.serialize("things", row));
        }
    }

    /** A NULL that the table's column allows meanwhile. */
    private static List<Schema.Field> nullableTitle(List<Schema.Field> fields) {
        return fields.stream()
                .map(field -> field.name().equals("title")
                        ? FlatSchema.nullable("title", Schema.create(Schema.Type.STRING))
                        : field)
                .toList();
    }

    private static byte[] contract(@Nullable Object... values) {
        GenericRecord row = new GenericData.Record(CONTRACT);
        for (int i = 0; i < values.length; i++) {
            row.put(i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(CONTRACT).write(row, encoder);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
