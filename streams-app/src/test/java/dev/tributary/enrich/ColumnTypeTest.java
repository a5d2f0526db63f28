package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.SchemaIncompatibleException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that got another type: what the results can hold arrives, everything else is a dead letter that names the column. */
class ColumnTypeTest {

    private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @ParameterizedTest
    @CsvSource({
        "product_name, bytes, ",
        "product_name, bytes, " + DECIMAL,
        "product_name, bytes, io.debezium.data.Bits",
        "product_name, int, ",
        "product_name, double, ",
        "product_name, boolean, ",
        "product_name, string, io.debezium.time.ZonedTimestamp",
        "product_name, string, io.debezium.time.Interval",
        "quantity, int, io.debezium.time.Date",
        "quantity, int, io.debezium.time.Time",
        "quantity, long, io.debezium.time.MicroTime",
        "quantity, long, io.debezium.time.MicroDuration",
        "quantity, float, ",
        "quantity, double, ",
        "quantity, bytes, " + DECIMAL,
        "quantity, string, ",
        "user_id, int, io.debezium.time.Date",
        "user_id, bytes, " + DECIMAL,
        "user_id, double, ",
        "order_date, long, ",
        "order_date, int, io.debezium.time.Date",
        "order_date, long, io.debezium.time.Timestamp",
        "order_date, long, io.debezium.time.NanoTimestamp",
        "order_date, long, io.debezium.time.MicroTime",
        "order_date, long, org.apache.kafka.connect.data.Timestamp",
        "order_date, string, io.debezium.time.ZonedTimestamp",
        "order_date, string, io.debezium.time.MicroTimestamp"
    })
    void isADeadLetterThatNamesTheColumn(String column, String type, @Nullable String meaning) {
        write(column, type, meaning, value(type));

        TestRecord<byte[], byte[]> letter = pipeline.deadLetters().getFirst();
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo(SchemaIncompatibleException.class.getName());
        assertThat(header(letter, "__streams.errors.message"))
                .contains("column " + column + " of cdc.public.orders.Value", meaning == null ? type : meaning);
        assertThat(pipeline.written()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "product_name, string, ",
        "product_name, string, io.debezium.data.Enum",
        "product_name, string, io.debezium.data.Json",
        "product_name, string, io.debezium.data.Uuid",
        "product_name, string, io.debezium.data.Xml",
        "quantity, int, ",
        "quantity, long, ",
        "user_id, int, ",
        "user_id, long, ",
        "order_date, long, io.debezium.time.MicroTimestamp"
    })
    void keepsItsValue(String column, String type, @Nullable String meaning) {
        write(column, type, meaning, value(type));

        GenericRecord written = pipeline.writtenRecords().getFirst().value;
        assertThat(written.get(column)).hasToString(String.valueOf(value(type)));
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    /** A date is an int, and a union may have more than one type. */
    @Test
    void looksAtEveryTypeThatAColumnMayHave() {
        Schema several = Schema.createUnion(
                Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING), Schema.create(Schema.Type.BYTES));

        write("product_name", several, new Utf8("a text"));

        assertThat(pipeline.reasons()).singleElement().asString().contains("column product_name", "bytes");
    }

    @ParameterizedTest
    @CsvSource({"ff00fe", "c378", "eda080", "61c3", "f8808080"})
    void refusesTextThatIsNotUtf8(String hex) {
        Utf8 malformed = new Utf8(java.util.HexFormat.of().parseHex(hex));

        write("product_name", "string", null, malformed);
        assertThat(pipeline.reasons()).singleElement().asString().contains("column product_name", "UTF-8");

        pipeline.user(1L, pipeline.users.insert(pipeline.users.row(1, malformed, "a@example.com", 1L), 20));
        pipeline.user(1L, pipeline.users.insert(pipeline.users.row(1, "Ada", malformed, 1L), 20));
        List<String> reasons = pipeline.reasons();
        assertThat(reasons).hasSize(2);
        assertThat(reasons.get(0)).contains("column name", "UTF-8");
        assertThat(reasons.get(1)).contains("column email", "UTF-8");
        assertThat(pipeline.written()).isEmpty();
    }

    private void write(String column, String type, @Nullable String meaning, Object value) {
        Schema written = Schema.create(Schema.Type.valueOf(type.toUpperCase(java.util.Locale.ROOT)));
        if (meaning != null) {
            written.addProp("connect.name", meaning);
        }
        write(column, Schema.createUnion(Schema.create(Schema.Type.NULL), written), value);
    }

    private void write(String column, Schema type, Object value) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Value")
                .namespace("cdc.public.orders")
                .fields()
                .requiredInt("id")
                .optionalString("note");
        ChangeEvents orders = ChangeEvents.of(
                "orders", fields.name(column).type(type).withDefault(null).endRecord(), pipeline.registry);
        pipeline.order(7L, orders.insert(orders.row(7, null, value), 10));
    }

    private static Object value(String type) {
        return switch (type) {
            case "int" -> 19;
            case "long" -> 19L;
            case "float" -> 19f;
            case "double" -> 19d;
            case "boolean" -> true;
            case "bytes" -> ByteBuffer.wrap(new byte[] {7, (byte) 0xcf});
            default -> new Utf8("nineteen");
        };
    }

    private static String header(TestRecord<byte[], byte[]> letter, String key) {
        return new String(letter.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
    }
}
