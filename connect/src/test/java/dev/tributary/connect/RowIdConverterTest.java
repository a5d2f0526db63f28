package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.UUID;
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

    /** As Debezium passes them: from a table a UUID, from the log always a text. A domain has the type that it is over. */
    @Test
    void writesTextsAndUuidsAsTexts() {
        String uuid = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";
        for (int type : new int[] {PgOid.TEXT, PgOid.VARCHAR, PgOid.UUID}) {
            register("id", Types.OTHER, type, false);

            assertThat(schema.build()).isEqualTo(Schema.STRING_SCHEMA);
            assertThat(converter.convert("größe")).isEqualTo("größe");
            assertThat(converter.convert("")).isEqualTo("");
            assertThat(converter.convert(uuid)).isEqualTo(uuid);
            assertThat(converter.convert(UUID.fromString(uuid))).isEqualTo(uuid);
        }
    }

    /** Debezium would write the empty text, which may be the key of a row. */
    @Test
    void writesATextThatTheLogDoesNotHaveAsNoRowsKey() {
        register("id", Types.VARCHAR, PgOid.TEXT, false);

        assertThat(converter.convert(null)).isEqualTo("\0");
        assertThat(converter.convert(UnchangedToastedReplicationMessageColumn.UNCHANGED_TOAST_VALUE))
                .isEqualTo("\0");
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
        register("id", Types.VARCHAR, PgOid.TEXT, true);
        register("code", Types.VARCHAR, PgOid.TEXT, false);
        register("id", Types.CHAR, PgOid.BPCHAR, false);
        register("id", Types.VARCHAR, PgOid.NAME, false);
        register("id", Types.NUMERIC, PgOid.NUMERIC, false);

        assertThat(converter).isNull();
    }

    private void register(String name, int jdbcType, boolean optional) {
        register(name, jdbcType, PgOid.INT4, optional);
    }

    private void register(String name, int jdbcType, int nativeType, boolean optional) {
        RowIdConverter keys = new RowIdConverter();
        keys.configure(settings);
        keys.converterFor(new Column(name, jdbcType, nativeType, optional), (registered, conversion) -> {
            schema = registered;
            converter = conversion;
        });
    }

    private record Column(String name, int jdbcType, int nativeType, boolean isOptional) implements RelationalColumn {

        @Override
        public String dataCollection() {
            return "public.orders";
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
