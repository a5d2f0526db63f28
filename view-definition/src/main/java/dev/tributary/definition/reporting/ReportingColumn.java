package dev.tributary.definition.reporting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.json.AvroJson;
import dev.tributary.definition.json.PostgresText;
import dev.tributary.definition.resolved.ColumnTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A field of a view's contract as a column: of which type it is, and its values as texts that PostgreSQL reads as values of that
 * type. Safe for use by several threads.
 */
public final class ReportingColumn {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> JSON_TYPES = Set.of("json", "jsonb", "hstore");

    private ReportingColumn() {}

    /**
     * The column's type as SQL names it. What only PostgreSQL's catalogue knows is not kept: an enum or a range is a text, a
     * smallint an integer, a numeric has no precision. A joined row is jsonb; it is json if one of its columns is, which may have what
     * jsonb cannot: keys that occur twice, and {@code \u0000}.
     *
     * @param field its type in the contract, with or without null
     */
    public static String type(Schema field) {
        Schema type = Fields.withoutNull(field);
        return switch (type.getType()) {
            case RECORD -> hasJson(type) ? "json" : "jsonb";
            case ARRAY -> type(type.getElementType()) + "[]";
            default -> scalar(type);
        };
    }

    private static String scalar(Schema type) {
        String postgres = ColumnTypes.postgresType(type);
        if (!postgres.isEmpty()) {
            return postgres.equals("hstore") ? "jsonb" : postgres;
        }
        if (type.getLogicalType() != null) {
            return switch (type.getLogicalType().getName()) {
                case "uuid" -> "uuid";
                case "date" -> "date";
                case "time-micros" -> "time";
                case "local-timestamp-micros" -> "timestamp";
                case "timestamp-micros" -> "timestamptz";
                default -> throw unsupported(type);
            };
        }
        return switch (type.getType()) {
            case INT -> "integer";
            case LONG -> "bigint";
            case BOOLEAN -> "boolean";
            case FLOAT -> "real";
            case DOUBLE -> "double precision";
            case STRING -> "text";
            case BYTES -> "bytea";
            default -> throw unsupported(type);
        };
    }

    private static boolean hasJson(Schema row) {
        return row.getFields().stream()
                .map(field -> type(field.schema()))
                .anyMatch(type -> type.equals("json") || type.equals("json[]"));
    }

    /**
     * A value as PostgreSQL reads it.
     *
     * @param field its type in the contract, with or without null
     * @return null for null
     */
    public static @Nullable String text(Schema field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema type = Fields.withoutNull(field);
        if (type.getType() == Schema.Type.ARRAY) {
            return array(type.getElementType(), (Collection<?>) value);
        }
        String json = AvroJson.text(type, value);
        if (type.getType() == Schema.Type.RECORD || JSON_TYPES.contains(ColumnTypes.postgresType(type))) {
            return json;
        }
        String text = json.startsWith("\"") ? string(json) : json;
        return isTimestamp(type) ? PostgresText.withEra(text) : text;
    }

    private static String array(Schema item, Collection<?> values) {
        return values.stream().map(value -> element(text(item, value))).collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(@Nullable String text) {
        return text == null ? "NULL" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String string(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextTextValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTimestamp(Schema type) {
        return type(type).startsWith("timestamp");
    }

    private static IllegalArgumentException unsupported(Schema type) {
        return new IllegalArgumentException("no view has a column of type " + type);
    }
}
