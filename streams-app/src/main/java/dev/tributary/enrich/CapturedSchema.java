package dev.tributary.enrich;

import dev.tributary.definition.contract.Fields;
import java.util.List;
import java.util.Map;
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

    /** Debezium's names for values that are written as PostgreSQL shows them. */
    private static final Set<String> TEXTS = Set.of(
            "io.debezium.data.Enum",
            "io.debezium.data.Json",
            "io.debezium.data.Ltree",
            "io.debezium.data.Tsvector",
            "io.debezium.data.Uuid",
            "io.debezium.data.Xml");

    private CapturedSchema() {}

    /**
     * The check of each writer schema.
     *
     * @param table whose envelope projects {@code after} to the columns that are needed
     */
    static Consumer<Schema> check(CapturedTable table) {
        Schema wanted = Fields.withoutNull(table.envelope().getField("after").schema());
        return writer -> check(writer, wanted, table.key());
    }

    private static void check(Schema writer, Schema wanted, String key) {
        Schema.@Nullable Field after = writer.getType() == Schema.Type.RECORD ? writer.getField("after") : null;
        if (after == null || Fields.withoutNull(after.schema()).getType() != Schema.Type.RECORD) {
            return; // No envelope at all, which the resolution refuses by itself.
        }
        Schema row = Fields.withoutNull(after.schema());
        List<Schema.Field> columns = wanted.getFields();
        boolean hasNone = columns.stream()
                .filter(column -> columns.size() == 1 || !column.name().equals(key))
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
        for (Schema type : branches(written.schema())) {
            requireKept(
                    row,
                    wanted.name(),
                    type,
                    Fields.withoutNull(wanted.schema()),
                    wanted.getProp(ContractColumn.MEANING));
        }
    }

    private static void requireKept(
            Schema row, String column, Schema written, Schema wanted, @Nullable String wantedMeaning) {
        if (written.getType() == Schema.Type.ARRAY && wanted.getType() == Schema.Type.ARRAY) {
            Schema item = Fields.withoutNull(wanted.getElementType());
            for (Schema type : branches(written.getElementType())) {
                requireKept(row, column, type, item, ContractColumn.meaning(item));
            }
            return;
        }
        @Nullable String meaning = meaning(written);
        boolean isKept = wantedMeaning == null
                ? isKept(wanted.getType(), written.getType(), meaning)
                : isKept(wantedMeaning, written, meaning);
        if (!isKept) {
            throw new AvroTypeException("column " + column + " of " + row.getFullName() + " is written as "
                    + (meaning == null ? written.getType().getName() : meaning) + ": "
                    + remedy(wanted.getType(), wantedMeaning));
        }
    }

    /** Values that are what their type says. */
    private static boolean isKept(Schema.Type expected, Schema.Type written, @Nullable String meaning) {
        return switch (expected) {
            case STRING -> written == Schema.Type.STRING && (meaning == null || TEXTS.contains(meaning));
            case LONG -> (written == Schema.Type.INT || written == Schema.Type.LONG) && meaning == null;
            // A real is no double: 0.1 would become 0.10000000149011612.
            default -> written == expected && meaning == null;
        };
    }

    /** Values whose meaning the contract names: how Debezium writes them with the settings that docs/types.md has. */
    private static boolean isKept(String wanted, Schema schema, @Nullable String meaning) {
        Schema.Type written = schema.getType();
        return switch (wanted) {
            case "local-timestamp-micros" -> is(written, Schema.Type.LONG, meaning, "io.debezium.time.MicroTimestamp");
            case "time-micros" -> is(written, Schema.Type.LONG, meaning, "io.debezium.time.MicroTime");
            case "date" -> is(written, Schema.Type.INT, meaning, "io.debezium.time.Date");
            case "timestamptz" -> is(written, Schema.Type.STRING, meaning, "io.debezium.time.ZonedTimestamp");
            case "interval" -> is(written, Schema.Type.STRING, meaning, "io.debezium.time.Interval");
            case "json", "jsonb", "hstore" -> is(written, Schema.Type.STRING, meaning, "io.debezium.data.Json");
            case "numeric" -> written == Schema.Type.STRING && meaning == null;
            case "oid" -> (written == Schema.Type.INT || written == Schema.Type.LONG) && meaning == null;
            case "bit(1)" -> written == Schema.Type.BOOLEAN && meaning == null;
            default ->
                wanted.equals("bit(" + bits(schema) + ")")
                        && is(written, Schema.Type.BYTES, meaning, "io.debezium.data.Bits");
        };
    }

    /** How many bits a bit string has, as Debezium says it; null if it is none. */
    private static @Nullable Object bits(Schema written) {
        return written.getObjectProp("connect.parameters") instanceof Map<?, ?> parameters
                ? parameters.get("length")
                : null;
    }

    private static boolean is(Schema.Type written, Schema.Type type, @Nullable String meaning, String name) {
        return written == type && name.equals(meaning);
    }

    private static String remedy(Schema.Type expected, @Nullable String meaning) {
        if ("local-timestamp-micros".equals(meaning)) {
            return "the column must be a timestamp, of precision 4 to 6 unless time.precision.mode of the connector is"
                    + " microseconds";
        }
        if (meaning != null) {
            return "the contract has a column of type " + meaning + " (docs/types.md has the connector's settings)";
        }
        return switch (expected) {
            case STRING -> "the column must be text";
            case LONG -> "the column must be smallint, integer or bigint";
            case BYTES -> "the column must be bytea";
            case ARRAY -> "the column must be an array";
            default -> "the contract has a column of type " + expected.getName();
        };
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
}
