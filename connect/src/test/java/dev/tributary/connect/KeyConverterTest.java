package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.data.Uuid;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyConverterTest {

    private static final String TOPIC = "cdc.public.orders";

    private final KeyConverter converter = new KeyConverter();

    @ParameterizedTest
    @CsvSource({
        "INT8, 7",
        "INT16, 7",
        "INT32, -7",
        "INT64, 0",
        "INT64, -1",
        "INT64, 9007199254740993",
        "INT64, 9223372036854775807",
        "INT64, -9223372036854775808"
    })
    void writesAnIntegerAsALongWhateverTheTypeOfTheColumn(Schema.Type type, long id) {
        Object value = switch (type) {
            case INT8 -> (byte) id;
            case INT16 -> (short) id;
            case INT32 -> (int) id;
            default -> id;
        };

        assertThat(written(key("id", new SchemaBuilder(type).build(), value)))
                .isEqualTo(new LongSerializer().serialize(TOPIC, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "7", "a/b?c=%2F&d,e", "größe", "漢字", "\uD83D\uDE00", "\0", "12345678"})
    void writesATextAsUtf8(String text) {
        assertThat(written(key("code", Schema.STRING_SCHEMA, text))).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As Debezium writes it by itself, where the column is not one of the connector's {@code rowId.columns}. */
    @Test
    void writesAUuidAsUtf8() {
        String uuid = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";

        assertThat(written(key("id", Uuid.schema(), uuid))).asString().isEqualTo(uuid);
    }

    /** Otherwise all tables stop, and the log that holds the renamed column is read again and again. */
    @Test
    void doesNotDependOnTheNameOfTheColumn() {
        assertThat(written(key("order_id", Schema.INT32_SCHEMA, 7))).containsExactly(0, 0, 0, 0, 0, 0, 0, 7);
    }

    /** Connect's Struct answers with the default where there is no value: the key of another row. */
    @Test
    void aDefaultIsNoValue() {
        Schema withDefault =
                SchemaBuilder.string().optional().defaultValue("other").build();

        assertRefused(key("code", withDefault, null), "has NULL in the column code");
    }

    @Test
    void saysWhatItCannotUse() {
        Schema two = SchemaBuilder.struct()
                .field("a", Schema.INT32_SCHEMA)
                .field("b", Schema.STRING_SCHEMA)
                .build();

        assertRefused(null, "A change of topic cdc.public.orders has no primary key");
        assertRefused(new Struct(two).put("a", 1).put("b", "2"), "several columns (a int32, b string)");
        assertRefused(key("at", Schema.FLOAT64_SCHEMA, 7.0), "another type (at float64)");
        assertRefused(key("id", Schema.BYTES_SCHEMA, new byte[8]), "another type (id bytes)");
        assertRefused(key("id", Schema.OPTIONAL_INT32_SCHEMA, null), "has NULL in the column id");
    }

    private void assertRefused(@Nullable Struct key, String reason) {
        assertThatThrownBy(() -> written(key))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("one column of type smallint, integer, bigint, text, varchar or uuid");
    }

    /** Of a heartbeat of Debezium's, for a worker that does not drop it. */
    @Test
    void writesTheKeysOfWhatIsNoChangeOfATable() {
        assertThat(written(key("serverName", Schema.STRING_SCHEMA, "cdc")))
                .asString()
                .isEqualTo("cdc");
    }

    @Test
    void writesNoKeyWhereTheSchemaAllowsNone() {
        assertThat(converter.fromConnectData("tributary.notifications", Schema.OPTIONAL_BYTES_SCHEMA, null))
                .isNull();
    }

    @Test
    void readsTheBytesWhichDoNotSayOfWhichTypeTheyAre() {
        byte[] key = {1, 2, 3, 4, 5, 6, 7, 8};

        assertThat(converter.toConnectData(TOPIC, key))
                .isEqualTo(new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, key));
        assertThat(converter.toConnectData(TOPIC, null).value()).isNull();
    }

    @Test
    void isFoundByTheWorkerWithoutAScanOfEveryClass() {
        assertThat(ServiceLoader.load(Converter.class).stream().map(ServiceLoader.Provider::type))
                .contains(KeyConverter.class);
    }

    private byte @Nullable [] written(@Nullable Struct key) {
        return converter.fromConnectData(TOPIC, key == null ? null : key.schema(), key);
    }

    private static Struct key(String column, Schema type, @Nullable Object value) {
        return new Struct(SchemaBuilder.struct().field(column, type).build()).put(column, value);
    }
}
