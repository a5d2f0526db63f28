package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowIdConverterTest {

    private CustomConverter.@Nullable Converter converter;
    private @Nullable SchemaBuilder schema;
    private final Properties settings = new Properties();

    @Test
    void writesEveryIntegerAsALong() {
        register("id", Types.INTEGER, false);

        assertThat(schema.build()).isEqualTo(Schema.INT64_SCHEMA);
        assertThat(converter.convert(7)).isEqualTo(7L);
        assertThat(converter.convert((short) -7)).isEqualTo(-7L);
        assertThat(converter.convert(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void writesAKeyThatTheLogDoesNotHaveAsNoRowsKey() {
        register("id", Types.INTEGER, false);

        assertThat(converter.convert(null)).isEqualTo(Long.MIN_VALUE);
    }

    /** In the table that it is the key of, and in no other one. */
    @Test
    void convertsTheKeysThatAreListed() {
        settings.setProperty("columns", "public.users.id, public.orders.number");
        register("number", Types.INTEGER, false);
        assertThat(converter).isNotNull();

        converter = null;
        register("id", Types.INTEGER, false);
        assertThat(converter).isNull();
    }

    @Test
    void leavesOtherColumnsToDebezium() {
        register("user_id", Types.INTEGER, false);
        register("id", Types.INTEGER, true);
        register("id", Types.VARCHAR, false);
        register("id", Types.NUMERIC, false);

        assertThat(converter).isNull();
    }

    private void register(String name, int jdbcType, boolean optional) {
        RowIdConverter keys = new RowIdConverter();
        keys.configure(settings);
        keys.converterFor(new Column(name, jdbcType, optional), (registered, conversion) -> {
            schema = registered;
            converter = conversion;
        });
    }

    private record Column(String name, int jdbcType, boolean isOptional) implements RelationalColumn {

        @Override
        public String dataCollection() {
            return "public.orders";
        }

        @Override
        public int nativeType() {
            return jdbcType;
        }

        @Override
        public String typeName() {
            return "serial";
        }

        @Override
        public String typeExpression() {
            return "serial";
        }

        @Override
        public OptionalInt length() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt scale() {
            return OptionalInt.empty();
        }

        @Override
        public @Nullable Object defaultValue() {
            return null;
        }

        @Override
        public boolean hasDefaultValue() {
            return false;
        }

        @Override
        public @Nullable String charsetName() {
            return null;
        }
    }
}
