package dev.tributary.connect;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Types;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Converts the column {@code id} so that one which the log does not have is no row's.
 *
 * <p>With {@code REPLICA IDENTITY USING INDEX} of another index than the primary key's, the log names a deleted row, or a
 * changed one, by the columns of that index only. Debezium takes the missing key for NULL, and a NULL in a column that is NOT
 * NULL for the column's default, or 0: the key of another row. Here it becomes {@link #MISSING}, which the application
 * refuses as a key. {@code id} is captured as 64 bits, whatever integer it is, so that {@code MISSING} is outside of what an
 * {@code integer} may be.
 */
public final class RowIdConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** The application knows it as {@code CapturedTable.MISSING_KEY}. */
    static final long MISSING = Long.MIN_VALUE;

    private static final String COLUMN = "id";

    @Override
    public void configure(Properties settings) {
        // There are none.
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (column.name().equals(COLUMN) && !column.isOptional() && isInteger(column.jdbcType())) {
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
