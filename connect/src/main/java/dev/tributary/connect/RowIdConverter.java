package dev.tributary.connect;

import io.debezium.connector.postgresql.PgOid;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Converts primary keys so that one which the log does not have is no row's.
 *
 * <p>With {@code REPLICA IDENTITY USING INDEX} of another index than the primary key's, the log names a deleted row, or a
 * changed one, by the columns of that index only. Debezium takes the missing key for NULL, and a NULL in a column that is NOT
 * NULL for the column's default, or 0, or the empty text: the key of another row. Here it becomes one that the application refuses:
 * {@link #MISSING}, or {@link #MISSING_TEXT}. An integer is captured as 64 bits, whatever integer it is in the table, so that
 * {@code MISSING} is outside of what an {@code integer} may be.
 *
 * <p>The setting {@code columns} lists the keys, as {@code schema.table.column}, separated by commas. Without it, it is each column
 * {@code id}.
 */
public final class RowIdConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** The application knows it as {@code KeyType.INTEGER.missing()}. */
    static final long MISSING = Long.MIN_VALUE;

    /** The same for texts and uuids. No text of PostgreSQL's has a NUL. */
    static final String MISSING_TEXT = "\0";

    /** A domain has the type that it is over. */
    private static final Set<Integer> TEXTS = Set.of(PgOid.TEXT, PgOid.VARCHAR, PgOid.UUID);

    private Predicate<RelationalColumn> isKey = column -> column.name().equals("id");

    @Override
    public void configure(Properties settings) {
        String listed = settings.getProperty("columns", "");
        if (!listed.isBlank()) {
            Set<String> keys = Set.copyOf(List.of(listed.trim().split("\\s*,\\s*", -1)));
            isKey = column -> keys.contains(column.dataCollection() + "." + column.name());
        }
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (!isKey.test(column) || column.isOptional()) {
            return;
        }
        if (isInteger(column.jdbcType())) {
            registration.register(SchemaBuilder.int64(), RowIdConverter::integer);
        } else if (TEXTS.contains(column.nativeType())) {
            registration.register(SchemaBuilder.string(), RowIdConverter::text);
        }
    }

    private static boolean isInteger(int jdbcType) {
        return jdbcType == Types.SMALLINT || jdbcType == Types.INTEGER || jdbcType == Types.BIGINT;
    }

    private static Object integer(@Nullable Object id) {
        return id == null ? MISSING : ((Number) id).longValue();
    }

    /**
     * A snapshot gives a uuid as {@code UUID}; all others are strings. For a text that is stored out of line and did not change,
     * Debezium takes the value of the old key, which PostgreSQL logs with such a change if the replica identity includes the key.
     */
    private static Object text(@Nullable Object id) {
        return id == null || UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(id)
                ? MISSING_TEXT
                : id.toString();
    }
}
