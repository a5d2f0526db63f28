package dev.tributary.connect;

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
 * NULL for the column's default, or 0: the key of another row. Here it becomes {@link #MISSING}, which the application
 * refuses as a key. A key is captured as 64 bits, whatever integer it is, so that {@code MISSING} is outside of what an
 * {@code integer} may be.
 *
 * <p>The setting {@code columns} lists the keys, as {@code schema.table.column}, separated by commas. Without it, it is each column
 * {@code id}.
 */
public final class RowIdConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** The application knows it as {@code CapturedTable.MISSING_KEY}. */
    static final long MISSING = Long.MIN_VALUE;

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
        if (isKey.test(column) && !column.isOptional() && isInteger(column.jdbcType())) {
            registration.register(SchemaBuilder.int64(), RowIdConverter::convert);
        }
    }

    private static boolean isInteger(int jdbcType) {
        return jdbcType == Types.SMALLINT || jdbcType == Types.INTEGER || jdbcType == Types.BIGINT;
    }

    private static Object convert(@Nullable Object id) {
        return id == null ? MISSING : ((Number) id).longValue();
    }
}
