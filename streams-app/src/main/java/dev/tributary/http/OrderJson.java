package dev.tributary.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the view as JSON: the fields of the contract under their names, times in ISO 8601, a timestamp of
 * PostgreSQL that is infinite as {@code "infinity"} or {@code "-infinity"}. Straight from the bytes of the record. Safe for
 * use by several threads.
 */
final class OrderJson {

    private static final long MICROS = 1_000_000;
    private static final int USUAL_BYTES = 512;
    private static final JsonFactory JSON = new JsonFactory();

    private enum Kind {
        NUMBER,
        TEXT,
        LOCAL_TIME,
        MOMENT,
        ROW
    }

    /**
     * A member of the object.
     *
     * @param place its leaf, or its group for a row
     * @param members of a row
     */
    private record Field(String name, int place, Kind kind, List<Field> members) {}

    private final ProjectingDeserializer<byte[]> rows;
    private final String topic;
    private final List<Field> members;
    private final Events events;

    /** @param view that the topic has */
    OrderJson(SchemaRegistry registry, String topic, ViewContract view) {
        Schema contract = view.schema();
        this.members = fields(FlatSchema.of(contract), contract, "");
        this.rows = new ProjectingDeserializer<>(registry, contract, writer -> {}, this::write);
        this.topic = topic;
        this.events = new Events(ResourceNames.of(view));
    }

    /** Events with rows. */
    Events events() {
        return events;
    }

    /**
     * The JSON object, in UTF-8 and without a line break.
     *
     * @param value of a record of the view's topic
     * @throws SerializationException if it cannot be read, or the registry that has its schema is away
     */
    byte[] of(byte[] value) {
        byte @Nullable [] json = rows.deserialize(topic, value);
        if (json == null) {
            throw new SerializationException("no value");
        }
        return json;
    }

    private byte[] write(FlatRecord order) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(USUAL_BYTES);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeFields(json, order, members);
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFields(JsonGenerator json, FlatRecord order, List<Field> fields) throws IOException {
        for (Field field : fields) {
            json.writeFieldName(field.name());
            if (field.kind() == Kind.ROW) {
                writeRow(json, order, field);
            } else if (order.isNull(field.place())) {
                json.writeNull();
            } else {
                writeValue(json, order, field);
            }
        }
    }

    private static void writeRow(JsonGenerator json, FlatRecord order, Field row) throws IOException {
        if (!order.isPresent(row.place())) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        writeFields(json, order, row.members());
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, FlatRecord order, Field field) throws IOException {
        int leaf = field.place();
        switch (field.kind()) {
            case NUMBER -> json.writeNumber(order.getLong(leaf));
            case TEXT -> writeText(json, order, leaf);
            case LOCAL_TIME -> json.writeString(localTime(order.getLong(leaf)));
            case MOMENT -> json.writeString(moment(order.getLong(leaf)));
            case ROW -> throw new IllegalStateException("a row is not a value");
        }
    }

    /** What is not UTF-8 becomes the replacement character: a row may be older than the check that refuses such bytes. */
    private static void writeText(JsonGenerator json, FlatRecord order, int leaf) throws IOException {
        if (order.isUtf8(leaf)) {
            json.writeUTF8String(order.bytes(), order.start(leaf), order.length(leaf));
        } else {
            json.writeString(order.getString(leaf));
        }
    }

    /** @param micros since 1970 by a clock on a wall; Debezium has the extremes for PostgreSQL's infinities */
    static String localTime(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        if (micros == Long.MIN_VALUE) {
            return "-infinity";
        }
        // Unlike toString(), always with seconds.
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC));
    }

    private static String moment(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000)
                .toString();
    }

    private static List<Field> fields(FlatSchema places, Schema record, String prefix) {
        return record.getFields().stream()
                .map(field -> {
                    Schema schema = nonNull(field.schema());
                    String path = prefix + field.name();
                    return kind(schema) == Kind.ROW
                            ? new Field(field.name(), places.group(path), Kind.ROW, fields(places, schema, path + "."))
                            : new Field(field.name(), places.leaf(path), kind(schema), List.of());
                })
                .toList();
    }

    private static Kind kind(Schema schema) {
        if (schema.getLogicalType() != null) {
            return schema.getLogicalType().getName().startsWith("local-") ? Kind.LOCAL_TIME : Kind.MOMENT;
        }
        return switch (schema.getType()) {
            case INT, LONG -> Kind.NUMBER;
            case STRING -> Kind.TEXT;
            case RECORD -> Kind.ROW;
            default -> throw new IllegalStateException("the contract has a " + schema.getType());
        };
    }

    /** What a nullable type is when it is not null. */
    static Schema nonNull(Schema schema) {
        return schema.isUnion() ? schema.getTypes().get(1) : schema;
    }
}
