package dev.tributary.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.topics.Schemas;
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
 * An enriched order as JSON: the fields of the published contract under their names, times in ISO 8601, a timestamp of
 * PostgreSQL that is infinite as {@code "infinity"} or {@code "-infinity"}. Straight from the bytes of the record. Safe for
 * use by several threads.
 */
final class OrderJson {

    static final Schema CONTRACT = Schemas.load("EnrichedOrder");

    private static final long MICROS = 1_000_000;
    private static final int USUAL_BYTES = 512;
    private static final JsonFactory JSON = new JsonFactory();
    private static final FlatSchema LEAVES = FlatSchema.of(CONTRACT);
    private static final int USER = LEAVES.group("user");
    private static final List<Field> ORDER = fields(CONTRACT, "");
    private static final List<Field> OF_USER =
            fields(CONTRACT.getField("user").schema().getTypes().get(1), "user.");

    private enum Kind {
        NUMBER,
        TEXT,
        LOCAL_TIME,
        MOMENT,
        USER
    }

    private record Field(String name, int leaf, Kind kind) {}

    private final ProjectingDeserializer<byte[]> rows;
    private final String topic;

    OrderJson(SchemaRegistry registry, String topic) {
        this.rows = new ProjectingDeserializer<>(registry, CONTRACT, writer -> {}, OrderJson::write);
        this.topic = topic;
    }

    /**
     * The JSON object, in UTF-8 and without a line break.
     *
     * @param value of a record of {@code enriched-orders}
     * @throws SerializationException if it cannot be read, or the registry that has its schema is away
     */
    byte[] of(byte[] value) {
        byte @Nullable [] json = rows.deserialize(topic, value);
        if (json == null) {
            throw new SerializationException("no value");
        }
        return json;
    }

    private static byte[] write(FlatRecord order) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(USUAL_BYTES);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeFields(json, order, ORDER);
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
            if (field.kind() == Kind.USER) {
                writeUser(json, order);
            } else if (order.isNull(field.leaf())) {
                json.writeNull();
            } else {
                writeValue(json, order, field);
            }
        }
    }

    private static void writeUser(JsonGenerator json, FlatRecord order) throws IOException {
        if (!order.isPresent(USER)) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        writeFields(json, order, OF_USER);
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, FlatRecord order, Field field) throws IOException {
        int leaf = field.leaf();
        switch (field.kind()) {
            case NUMBER -> json.writeNumber(order.getLong(leaf));
            case TEXT -> writeText(json, order, leaf);
            case LOCAL_TIME -> json.writeString(localTime(order.getLong(leaf)));
            case MOMENT -> json.writeString(moment(order.getLong(leaf)));
            case USER -> throw new IllegalStateException("a user is not a leaf");
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

    private static List<Field> fields(Schema record, String prefix) {
        return record.getFields().stream()
                .map(field -> {
                    Kind kind = kind(nonNull(field.schema()));
                    int leaf = kind == Kind.USER ? -1 : LEAVES.leaf(prefix + field.name());
                    return new Field(field.name(), leaf, kind);
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
            case RECORD -> Kind.USER;
            default -> throw new IllegalStateException("the contract has a " + schema.getType());
        };
    }

    /** What a nullable type is when it is not null. */
    static Schema nonNull(Schema schema) {
        return schema.isUnion() ? schema.getTypes().get(1) : schema;
    }
}
