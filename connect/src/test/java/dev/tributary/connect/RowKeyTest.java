package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowKeyTest {

    private final RowKey<SourceRecord> transform = new RowKey<>();

    @ParameterizedTest
    @CsvSource({"INT8, 7", "INT16, 7", "INT32, -7", "INT64, 9007199254740993"})
    void isALongWhateverTheIntegerTypeOfTheColumn(Schema.Type type, long id) {
        Object value = switch (type) {
            case INT8 -> (byte) id;
            case INT16 -> (short) id;
            case INT32 -> (int) id;
            default -> id;
        };
        Struct key = new Struct(struct("id", new SchemaBuilder(type).build())).put("id", value);

        SourceRecord changed = transform.apply(change(key));

        assertThat(changed.keySchema()).isEqualTo(Schema.INT64_SCHEMA);
        assertThat(changed.key()).isEqualTo(id);
        assertThat(changed.value()).isEqualTo("the row");
        assertThat(changed.topic()).isEqualTo("cdc.public.orders");
        assertThat(changed.sourceOffset()).isEqualTo(Map.of("lsn", 5L));
    }

    /** Otherwise all tables stop, and the log that holds the renamed column is read again and again. */
    @Test
    void doesNotDependOnTheNameOfTheColumn() {
        Struct key = new Struct(struct("order_id", Schema.INT32_SCHEMA)).put("order_id", 7);

        assertThat(transform.apply(change(key)).key()).isEqualTo(7L);
    }

    @Test
    void saysWhatItCannotUse() {
        Schema two = SchemaBuilder.struct()
                .field("a", Schema.INT32_SCHEMA)
                .field("b", Schema.INT32_SCHEMA)
                .build();
        Schema text = struct("code", Schema.STRING_SCHEMA);
        Schema optional = struct("id", Schema.OPTIONAL_INT32_SCHEMA);

        assertRefused(null, "cdc.public.orders has no primary key");
        assertRefused(new Struct(two).put("a", 1).put("b", 2), "several columns (a int32, b int32)");
        assertRefused(new Struct(text).put("code", "7"), "another type (code string)");
        assertRefused(new Struct(optional), "has NULL in the column id");
    }

    private void assertRefused(@Nullable Struct key, String reason) {
        assertThatThrownBy(() -> transform.apply(change(key)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("one column of an integer type");
    }

    @Test
    void isFoundByTheWorkerWithoutAScanOfEveryClass() {
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(RowKey.class);
    }

    private static Schema struct(String column, Schema type) {
        return SchemaBuilder.struct().field(column, type).build();
    }

    private static SourceRecord change(@Nullable Struct key) {
        return new SourceRecord(
                Map.of(),
                Map.of("lsn", 5L),
                "cdc.public.orders",
                null,
                key == null ? null : key.schema(),
                key,
                Schema.STRING_SCHEMA,
                "the row");
    }
}
