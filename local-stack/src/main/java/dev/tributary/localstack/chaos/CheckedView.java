package dev.tributary.localstack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.contract.ViewContract.Column;
import dev.tributary.definition.contract.ViewContract.Origin;
import dev.tributary.definition.contract.ViewContract.Referenced;
import dev.tributary.definition.contract.ViewContract.Selected;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.definition.View;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A view whose results are checked: its topics and paths, and how its rows, and those of its tables, become values that can be compared,
 * whether they come from the topics or from the HTTP API. Its keys are integers.
 */
final class CheckedView {

    private final View view;
    private final Part base;
    private final List<JoinedPart> joined;

    /**
     * What a result has of one row of a table.
     *
     * @param topic of the table's changes
     * @param key the primary key of the table, in change events
     * @param columns fields of the view, those of a record with its name and a dot before theirs, and the columns that they are in change
     *     events
     */
    private record Part(String topic, String key, Map<String, String> columns, Origin origin) {

        /** A version as a change event has it. */
        RowVersion captured(GenericRecord row, long lsn, long at) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            columns.forEach((field, column) -> values.put(field, plain(row.get(column))));
            return new RowVersion(origin.prefix(), integer(plain(row.get(key))), values, lsn, at);
        }

        /** @param id where the fields have none */
        RowVersion version(Map<String, @Nullable Object> fields, long id) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            long found = id;
            for (Map.Entry<String, String> column : columns.entrySet()) {
                Object value = fields.get(column.getKey());
                values.put(column.getKey(), value);
                if (column.getValue().equals(key) && value != null) {
                    found = integer(value);
                }
            }
            return new RowVersion(
                    origin.prefix(),
                    found,
                    values,
                    integer(fields.get(origin.lsn())),
                    integer(fields.get(origin.committedAt())));
        }

        /** Whether a result has such a row, or anything of one. */
        boolean isIn(Map<String, @Nullable Object> fields) {
            return Stream.concat(columns.keySet().stream(), Stream.of(origin.lsn(), origin.committedAt()))
                    .anyMatch(field -> fields.get(field) != null);
        }
    }

    /** @param foreignKey the field of the view that refers to such a row */
    private record JoinedPart(Part part, String foreignKey) {

        Result.Joined of(Map<String, @Nullable Object> fields) {
            Object key = fields.get(foreignKey);
            return new Result.Joined(
                    key == null ? null : integer(key), part.isIn(fields) ? part.version(fields, integer(key)) : null);
        }
    }

    /** @throws IllegalArgumentException if a key of it is not an integer */
    CheckedView(View view) {
        if (view.keyType() != KeyType.INTEGER
                || view.references().stream().anyMatch(reference -> reference.keyType() != KeyType.INTEGER)) {
            throw new IllegalArgumentException("the keys of " + view.name() + " are not integers");
        }
        ViewContract contract = view.contract();
        this.view = view;
        this.base = new Part(
                contract.base().table().changeTopic(),
                contract.base().columns().getFirst().column(),
                columns("", contract.base().columns()),
                contract.base().origin());
        this.joined = contract.referenced().stream().map(CheckedView::joined).toList();
    }

    private static JoinedPart joined(Referenced join) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (Selected selected : join.selected()) {
            String prefix = selected.isRow() ? selected.field().name() + "." : "";
            columns.putAll(columns(prefix, selected.columns()));
        }
        return new JoinedPart(
                new Part(join.table().changeTopic(), join.primaryKey(), columns, join.origin()),
                join.foreignKey().field().name());
    }

    private static Map<String, String> columns(String prefix, List<Column> columns) {
        Map<String, String> named = new LinkedHashMap<>();
        columns.forEach(column -> named.put(prefix + column.field().name(), column.column()));
        return named;
    }

    View view() {
        return view;
    }

    /** Of the results. */
    String topic() {
        return view.name();
    }

    /** Of the changes of the tables; the base table's first. */
    List<String> sourceTopics() {
        return view.sourceTopics();
    }

    /** All of these. */
    List<String> topics() {
        List<String> topics = new ArrayList<>(sourceTopics());
        topics.add(topic());
        return topics;
    }

    /** What the view calls one of its rows, and the name of an event with one. */
    String row() {
        return view.row();
    }

    String path(long id) {
        return view.path(Key.of(id));
    }

    /** Of the page that begins with a row, if it is there. */
    String pagePath(long id) {
        return view.rows() + "?after=" + (id - 1) + "&limit=1";
    }

    /** Its first row, or a missing node. */
    JsonNode firstOf(JsonNode page) {
        return page.required(view.rows()).path(0);
    }

    String streamPath() {
        return view.rows() + "/stream";
    }

    /** The key of a row, or of whatever names one; 0 if it has none. */
    long id(JsonNode row) {
        return row.path(view.key()).longValue();
    }

    /** A record of the results. */
    Result result(GenericRecord record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        flatten("", record, fields);
        return result(fields);
    }

    /** A row as the HTTP API has it. */
    Result result(JsonNode row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        flatten("", view.contract().schema(), row, fields);
        return result(fields);
    }

    private Result result(Map<String, @Nullable Object> fields) {
        return new Result(
                base.version(fields, 0),
                joined.stream().map(join -> join.of(fields)).toList());
    }

    /** The versions that a row in a change event is: one for the base table, and for each join of the topic's table. */
    List<RowVersion> captured(String topic, GenericRecord row, long lsn, long at) {
        return parts(topic).map(part -> part.captured(row, lsn, at)).toList();
    }

    /** What the view calls the rows of a topic's table. */
    List<String> rowsOf(String topic) {
        return parts(topic).map(part -> part.origin().prefix()).toList();
    }

    private Stream<Part> parts(String topic) {
        return Stream.concat(Stream.of(base), joined.stream().map(JoinedPart::part))
                .filter(part -> part.topic().equals(topic));
    }

    private static void flatten(String prefix, GenericRecord record, Map<String, @Nullable Object> into) {
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value instanceof GenericRecord row) {
                flatten(prefix + field.name() + ".", row, into);
            } else {
                into.put(prefix + field.name(), plain(value));
            }
        }
    }

    private static void flatten(String prefix, Schema schema, JsonNode record, Map<String, @Nullable Object> into) {
        for (Schema.Field field : schema.getFields()) {
            Schema type = Fields.withoutNull(field.schema());
            JsonNode value = record.required(field.name());
            if (value.isNull()) {
                into.put(prefix + field.name(), null);
            } else if (type.getType() == Schema.Type.RECORD) {
                flatten(prefix + field.name() + ".", type, value, into);
            } else {
                into.put(prefix + field.name(), plain(type, value));
            }
        }
    }

    /** Integers and times as Long, other numbers as Double, texts as String. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case Double number -> number;
            case CharSequence text -> text.toString();
            default -> throw new IllegalArgumentException("chaos does not compare " + value.getClass());
        };
    }

    /** The same of what the HTTP API writes for a value of this type. */
    private static Object plain(Schema type, JsonNode value) {
        LogicalType logical = type.getLogicalType();
        return switch (logical == null ? type.getType().getName() : logical.getName()) {
            case "int", "long" -> value.longValue();
            case "double" -> Double.valueOf(value.asText());
            case "string" -> value.textValue();
            case "date" -> LocalDate.parse(value.textValue()).toEpochDay();
            case "local-timestamp-micros" ->
                micros(LocalDateTime.parse(value.textValue()).toInstant(ZoneOffset.UTC));
            case "timestamp-micros" -> micros(Instant.parse(value.textValue()));
            default -> throw new IllegalArgumentException("chaos does not compare " + type);
        };
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** -1, which no version has, for null. */
    private static long integer(@Nullable Object value) {
        return value == null ? -1 : (Long) value;
    }
}
