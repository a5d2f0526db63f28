package dev.tributary.enrich;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses, once for each writer schema, what Avro would resolve and what would then be wrong: the rows of another table,
 * and a column whose type does not keep its value in the type that the results have for it. Avro compares types and not
 * what Debezium means by them: a date is an int, a time is a long in some unit, and a decimal is bytes, which Avro reads
 * as a string.
 */
final class CapturedSchema {

    private static final Logger log = LoggerFactory.getLogger(CapturedSchema.class);

    /** Debezium's name for microseconds since 1970-01-01T00:00, local time. */
    private static final String MICROS = "io.debezium.time.MicroTimestamp";

    /** Debezium's names for values that are written as PostgreSQL shows them. */
    private static final Set<String> TEXTS = Set.of(
            "io.debezium.data.Enum",
            "io.debezium.data.Json",
            "io.debezium.data.Ltree",
            "io.debezium.data.Uuid",
            "io.debezium.data.Xml");

    private CapturedSchema() {}

    /**
     * The check of each writer schema.
     *
     * @param table whose envelope projects {@code after} to the columns that are needed
     */
    static Consumer<Schema> check(CapturedTable table) {
        Schema wanted = nonNull(table.envelope().getField("after").schema());
        return writer -> check(writer, wanted, table.key());
    }

    private static void check(Schema writer, Schema wanted, String key) {
        Schema.@Nullable Field after = writer.getType() == Schema.Type.RECORD ? writer.getField("after") : null;
        if (after == null || nonNull(after.schema()).getType() != Schema.Type.RECORD) {
            return; // No envelope at all, which the resolution refuses by itself.
        }
        Schema row = nonNull(after.schema());
        List<Schema.Field> columns = wanted.getFields();
        boolean hasNone = columns.stream()
                .filter(column -> !column.name().equals(key))
                .noneMatch(column -> row.getField(column.name()) != null);
        if (hasNone) {
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
            if (written != null) {
                requireKept(row, written, column);
            }
        }
    }

    /** @throws AvroTypeException naming the column, if a value of it would be another one in the results */
    private static void requireKept(Schema row, Schema.Field written, Schema.Field wanted) {
        Schema.Type expected = nonNull(wanted.schema()).getType();
        boolean isTime = wanted.getProp("unit") != null;
        for (Schema type : branches(written.schema())) {
            @Nullable String meaning = meaning(type);
            boolean kept = isTime
                    ? type.getType() == Schema.Type.LONG && MICROS.equals(meaning)
                    : switch (type.getType()) {
                        case INT, LONG -> expected == Schema.Type.LONG && meaning == null;
                        case STRING -> expected == Schema.Type.STRING && (meaning == null || TEXTS.contains(meaning));
                        default -> false;
                    };
            if (!kept) {
                throw new AvroTypeException("column " + wanted.name() + " of " + row.getFullName() + " is written as "
                        + (meaning == null ? type.getType().getName() : meaning) + ": "
                        + (isTime
                                ? "the column must be a timestamp of precision 4 to 6"
                                : expected == Schema.Type.STRING
                                        ? "the column must be text"
                                        : "the column must be smallint, integer or bigint"));
            }
        }
    }

    /** What is meant by the values of a type, if they are more than numbers or text. */
    private static @Nullable String meaning(Schema type) {
        @Nullable String name = type.getProp("connect.name");
        return name == null ? type.getProp(LogicalType.LOGICAL_TYPE_PROP) : name;
    }

    /** The types of a column, without null. */
    private static List<Schema> branches(Schema column) {
        List<Schema> all = column.isUnion() ? column.getTypes() : List.of(column);
        return all.stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
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
