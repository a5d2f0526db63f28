package dev.tributary.enrich;

import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, once for each writer schema, what Avro would resolve and what would then be wrong: a time in another unit, or
 * the rows of another table.
 */
final class CapturedSchema {

    private static final Logger log = LoggerFactory.getLogger(CapturedSchema.class);

    /** Debezium's name for microseconds since 1970-01-01T00:00, local time. */
    private static final String MICROS = "io.debezium.time.MicroTimestamp";

    private CapturedSchema() {}

    /**
     * The check of each writer schema.
     *
     * @param reader projects {@code after} to the columns that are needed, the first of them the primary key
     */
    static Consumer<Schema> check(Schema reader) {
        Schema wanted = nonNull(reader.getField("after").schema());
        return writer -> check(writer, wanted);
    }

    private static void check(Schema writer, Schema wanted) {
        Schema.@Nullable Field after = writer.getType() == Schema.Type.RECORD ? writer.getField("after") : null;
        if (after == null || nonNull(after.schema()).getType() != Schema.Type.RECORD) {
            return; // No envelope at all, which the resolution refuses by itself.
        }
        Schema row = nonNull(after.schema());
        List<Schema.Field> columns = wanted.getFields();
        if (columns.stream().skip(1).noneMatch(column -> row.getField(column.name()) != null)) {
            throw new AvroTypeException("its rows (" + row.getFullName() + ") have none of the columns of "
                    + wanted.getName() + ": is this the topic of another table?");
        }
        for (Schema.Field column : columns) {
            Schema.@Nullable Field written = row.getField(column.name());
            if (written == null) {
                log.warn(
                        "{} has no column {}: it is NULL in every row that changes from now on. Was it dropped, or renamed?",
                        row.getFullName(),
                        column.name());
            }
            if (written != null && column.getProp("unit") != null) {
                requireMicros(row, written);
            }
        }
    }

    private static void requireMicros(Schema row, Schema.Field column) {
        @Nullable String kind = nonNull(column.schema()).getProp("connect.name");
        if (!MICROS.equals(kind)) {
            throw new AvroTypeException("column " + column.name() + " of " + row.getFullName() + " is written as "
                    + (kind == null ? nonNull(column.schema()).getType() : kind) + " and not as " + MICROS
                    + ": the column must be a timestamp of precision 4 to 6");
        }
    }

    private static Schema nonNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }
}
