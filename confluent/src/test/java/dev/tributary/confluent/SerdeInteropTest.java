package dev.tributary.confluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.MalformedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the serde writes, byte for byte, and what it reads, beside Confluent's. */
class SerdeInteropTest {

    private static final String TOPIC = "topic";
    private static final int HEADER = 5;
    private static final MockRegistry REGISTRY = new MockRegistry();

    private static final Schema ORDER = AvroType.parse(
            "{'type': 'record', 'name': 'Order', 'namespace': 'shop', 'fields': [{'name': 'id', 'type': 'long'},"
                    + " {'name': 'quantity', 'type': 'int'}]}");
    private static final GenericRecord SEVEN =
            new GenericRecordBuilder(ORDER).set("id", 7L).set("quantity", 2).build();

    @AfterAll
    static void stop() {
        REGISTRY.close();
    }

    @ParameterizedTest
    @EnumSource
    void recordsWithEachType(AvroType type) {
        for (GenericRecord value : type.samplesInRecords()) {
            bothWriteAndReadTheSame(type.inRecord(), value, value);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            // null is a tombstone
            names = {"NULL", "BYTES", "DECIMAL", "BIG_DECIMAL"})
    void eachTypeAlone(AvroType type) {
        for (Object value : type.samples()) {
            if (value != null) {
                bothWriteAndReadTheSame(type.schema(), value, Confluent.withSchema(type.schema(), value));
            }
        }
    }

    /** The one difference of what is written. */
    @Test
    void onlyConfluentsLeavesOutTheLengthOfBytesAlone() {
        Schema bytes = AvroType.BYTES.schema();
        ByteBuffer value = ByteBuffer.wrap(new byte[] {9, 8, 7});

        byte[] ours = ourSerializer(bytes).serialize(TOPIC, value);
        byte[] confluents = confluentSerializer().serialize(TOPIC, value.array());

        assertThat(ours).endsWith(6, 9, 8, 7).hasSize(HEADER + 4);
        assertThat(confluents).endsWith(9, 8, 7).hasSize(HEADER + 3);
        assertThat(confluentDeserializer().deserialize(TOPIC, ours)).isEqualTo(new byte[] {6, 9, 8, 7});
        assertThatThrownBy(() -> ourDeserializer().deserialize(TOPIC, confluents))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aTombstoneIsOne() {
        assertThat(ourSerializer(ORDER).serialize(TOPIC, null)).isNull();
        assertThat(confluentSerializer().serialize(TOPIC, null)).isNull();
        assertThat(ourDeserializer().deserialize(TOPIC, null)).isNull();
        assertThat(confluentDeserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void readTheSameBesideHeadersOfOthers() {
        Headers headers = new RecordHeaders().add("trace", new byte[] {0, 1, 2});

        byte[] ours = ourSerializer(ORDER).serialize(TOPIC, headers, SEVEN);
        byte[] confluents = confluentSerializer().serialize(TOPIC, headers, SEVEN);

        assertThat(headers).hasSize(1);
        assertThat(confluentDeserializer().deserialize(TOPIC, headers, ours)).isEqualTo(SEVEN);
        assertThat(ourDeserializer().deserialize(TOPIC, headers, confluents)).isEqualTo(SEVEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void specificRecords(boolean isKey) {
        SpecificUser user = new SpecificUser(8, "Ada");
        Serializer<SpecificUser> ourSerializer = new AvroSerializer<>();
        ourSerializer.configure(REGISTRY.ours(), isKey);
        byte[] ours = ourSerializer.serialize(TOPIC, user);
        byte[] confluents = Confluent.serializer(REGISTRY.confluents(), isKey).serialize(TOPIC, user);
        assertThat(ours).isEqualTo(confluents);

        Deserializer<SpecificUser> ourDeserializer = new AvroDeserializer<>();
        ourDeserializer.configure(with(REGISTRY.ours(), "specific.avro.reader", "true"), isKey);
        Deserializer<Object> confluentDeserializer =
                Confluent.deserializer(with(REGISTRY.confluents(), "specific.avro.reader", "true"), isKey);
        assertThat(ourDeserializer.deserialize(TOPIC, confluents)).isEqualTo(user);
        assertThat(confluentDeserializer.deserialize(TOPIC, ours)).isEqualTo(user);
    }

    /** Here a logical type is the type that carries it; Confluent's clients can have Java's type in its place. */
    @Test
    void logicalTypesThatConfluentsClientsConvert() {
        Schema schema = AvroType.parse("{'type': 'record', 'name': 'Converted', 'fields': ["
                + "{'name': 'price', 'type': {'type': 'bytes', 'logicalType': 'decimal', 'precision': 10, 'scale': 2}},"
                + "{'name': 'day', 'type': {'type': 'int', 'logicalType': 'date'}},"
                + "{'name': 'at', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'}}]}");
        GenericRecord carried = new GenericRecordBuilder(schema)
                .set(
                        "price",
                        ByteBuffer.wrap(new BigDecimal("12.34").unscaledValue().toByteArray()))
                .set("day", 20_000)
                .set("at", 1_700_000_000_123_456L)
                .build();
        GenericRecord converted = new GenericRecordBuilder(schema)
                .set("price", new BigDecimal("12.34"))
                .set("day", LocalDate.ofEpochDay(20_000))
                .set("at", Instant.parse("2023-11-14T22:13:20.123456Z"))
                .build();
        Map<String, Object> converting = with(REGISTRY.confluents(), "avro.use.logical.type.converters", "true");

        byte[] confluents = Confluent.serializer(converting, false).serialize(TOPIC, converted);
        assertThat(ourDeserializer().deserialize(TOPIC, confluents)).isEqualTo(carried);

        byte[] ours = ourSerializer(schema).serialize(TOPIC, carried);
        GenericRecord read =
                (GenericRecord) Confluent.deserializer(converting, false).deserialize(TOPIC, ours);
        assertThat(read.get("price")).isEqualTo(converted.get("price"));
        assertThat(read.get("day")).isEqualTo(converted.get("day"));
        assertThat(read.get("at")).isEqualTo(converted.get("at"));
    }

    /** What one has registered, the other finds, by Confluent's names of the strategies. */
    @ParameterizedTest
    @ValueSource(strings = {"TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"})
    void schemasAreUnderTheSameSubjects(String strategy) {
        Map<String, Object> strategies = Map.of(
                "key.subject.name.strategy", "io.confluent.kafka.serializers.subject." + strategy,
                "value.subject.name.strategy", "io.confluent.kafka.serializers.subject." + strategy);
        for (boolean isKey : new boolean[] {true, false}) {
            GenericRecord registeredByConfluent = recordNamed("ByConfluent" + strategy + isKey);
            Confluent.serializer(with(REGISTRY.confluents(), strategies), isKey)
                    .serialize(TOPIC, registeredByConfluent);
            Serializer<GenericRecord> ours = new AvroSerializer<>();
            ours.configure(with(with(REGISTRY.ours(), strategies), "auto.register.schemas", "false"), isKey);
            assertThat(ours.serialize(TOPIC, registeredByConfluent)).isNotNull();

            GenericRecord registeredByUs = recordNamed("ByUs" + strategy + isKey);
            Serializer<GenericRecord> registering = new AvroSerializer<>();
            registering.configure(with(REGISTRY.ours(), strategies), isKey);
            byte[] payload = registering.serialize(TOPIC, registeredByUs);
            assertThat(Confluent.serializer(
                                    with(with(REGISTRY.confluents(), strategies), "auto.register.schemas", "false"),
                                    isKey)
                            .serialize(TOPIC, registeredByUs))
                    .isEqualTo(payload);
        }
    }

    /** @param forConfluent the value as Confluent's serializer takes it */
    private static void bothWriteAndReadTheSame(Schema schema, Object value, Object forConfluent) {
        String topic = TOPIC + "-" + schema.hashCode();
        byte[] ours = ourSerializer(schema).serialize(topic, value);
        byte[] confluents = confluentSerializer().serialize(topic, forConfluent);

        assertThat(ours).as("%s as %s", value, schema).isEqualTo(confluents);
        assertThat(REGISTRY.schemaOf(ours)).isEqualTo(schema.toString());
        Object expected = readByAvroItself(schema, ours);
        assertThat(text(confluentDeserializer().deserialize(topic, ours))).isEqualTo(text(expected));
        assertThat(ourDeserializer().deserialize(topic, confluents)).isEqualTo(expected);
    }

    /** A string alone is Java's String to Confluent's deserializer, and Avro's Utf8 to ours and to Avro itself. */
    private static Object text(Object value) {
        return value instanceof CharSequence ? value.toString() : value;
    }

    private static Object readByAvroItself(Schema schema, byte[] payload) {
        try {
            return new GenericDatumReader<>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(payload, HEADER, payload.length - HEADER, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericRecord recordNamed(String name) {
        Schema schema = Schema.createRecord(
                name, null, "shop", false, Arrays.asList(new Schema.Field("id", Schema.create(Schema.Type.LONG))));
        return new GenericRecordBuilder(schema).set("id", 7L).build();
    }

    private static Serializer<Object> ourSerializer(Schema schema) {
        Serializer<Object> serializer = new AvroSerializer<>(schema, new GenericDatumWriter<>(schema));
        serializer.configure(REGISTRY.ours(), false);
        return serializer;
    }

    private static Deserializer<Object> ourDeserializer() {
        GenericData data = new GenericData();
        Deserializer<Object> deserializer =
                new AvroDeserializer<>(writer -> new GenericDatumReader<>(writer, writer, data));
        deserializer.configure(REGISTRY.ours(), false);
        return deserializer;
    }

    private static Serializer<Object> confluentSerializer() {
        return Confluent.serializer(REGISTRY.confluents(), false);
    }

    private static Deserializer<Object> confluentDeserializer() {
        return Confluent.deserializer(REGISTRY.confluents(), false);
    }

    private static Map<String, Object> with(Map<String, Object> configs, String key, Object value) {
        return with(configs, Map.of(key, value));
    }

    private static Map<String, Object> with(Map<String, Object> configs, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(configs);
        all.putAll(more);
        return all;
    }
}
