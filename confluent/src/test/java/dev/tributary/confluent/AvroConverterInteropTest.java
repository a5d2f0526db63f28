package dev.tributary.confluent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.connect.DebeziumTypes;
import dev.tributary.connect.EnvelopeAvroConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Confluent's Avro converter for Connect, beside the one of the capture and the serde. */
class AvroConverterInteropTest {

    private static final String TOPIC = "cdc.public.things";
    private static final MockRegistry REGISTRY = new MockRegistry();

    private static final EnvelopeAvroConverter OURS = new EnvelopeAvroConverter();
    private static final Converter CONFLUENTS = Confluent.avroConverter(withNulls(REGISTRY.confluents()));

    @BeforeAll
    static void configure() {
        OURS.configure(REGISTRY.ours(), false);
    }

    @AfterAll
    static void stop() {
        OURS.close();
        REGISTRY.close();
    }

    static List<DebeziumTypes.Type> types() {
        return DebeziumTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void bothWriteTheSameForEachType(DebeziumTypes.Type type) {
        for (DebeziumTypes.Sample sample : type.samples()) {
            Schema row = SchemaBuilder.struct()
                    .name("row")
                    .field("v", sample.schema())
                    .build();
            bothWriteTheSame(row, new Struct(row).put("v", sample.value()));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothWriteTheSameForChangeEventsOfRandomTables(long seed) {
        DebeziumTypes.Sample event = DebeziumTypes.changeEvent(new Random(seed));
        bothWriteTheSame(event.schema(), event.value());
    }

    /** Without {@code ignore.default.for.nullables}, Confluent's writes the default in the place of the null. */
    @Test
    void aNullInAColumnWithADefaultIsOneOnlyIfConfluentsConverterIsToldSo() {
        Schema row = SchemaBuilder.struct()
                .name("users")
                .field(
                        "created_at",
                        SchemaBuilder.int64().optional().defaultValue(0L).build())
                .build();
        Struct withNull = new Struct(row).put("created_at", null);
        Converter untold = Confluent.avroConverter(REGISTRY.confluents());

        assertThat(column(CONFLUENTS.fromConnectData(TOPIC, row, withNull))).isNull();
        assertThat(column(OURS.fromConnectData(TOPIC, row, withNull))).isNull();
        assertThat(column(untold.fromConnectData(TOPIC, row, withNull))).isEqualTo(0L);
    }

    /** A sink connector with Confluent's converter has a view's results as structs, and a source connector may write such. */
    @Test
    void confluentsReadsAViewsResultsAndWritesWhatTheSerdeReads() {
        GenericRecord result = enrichedOrder();
        Serializer<GenericRecord> ours = new AvroSerializer<>();
        ours.configure(REGISTRY.ours(), false);
        Deserializer<GenericRecord> reader = new AvroDeserializer<>();
        reader.configure(REGISTRY.ours(), false);

        SchemaAndValue read = CONFLUENTS.toConnectData("enriched-orders", ours.serialize("enriched-orders", result));
        Struct order = (Struct) read.value();
        assertThat(order.getInt64("id")).isEqualTo(7L);
        assertThat(order.getString("product_name")).isNull();
        assertThat(order.getInt64("order_date")).isEqualTo(1_700_000_000_123_456L);
        assertThat(order.getStruct("user").getString("name")).isEqualTo("Żółw 🐢");
        assertThat(order.getStruct("user").getInt64("created_at")).isNull();

        byte[] again = CONFLUENTS.fromConnectData("copied-orders", read.schema(), read.value());
        assertThat(reader.deserialize("copied-orders", again)).hasToString(result.toString());
    }

    @Test
    void aTombstoneIsOne() {
        assertThat(CONFLUENTS.fromConnectData(TOPIC, null, null)).isNull();
        assertThat(CONFLUENTS.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
        assertThat(OURS.fromConnectData(TOPIC, null, null)).isNull();
    }

    /** The worker retries for the one, as {@code errors.retry.timeout} says; the task fails by the other. */
    @Test
    void confluentsAsksForNoRetryWhileTheRegistryIsAway() {
        Map<String, Object> nowhere = Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", 0);
        Schema row = SchemaBuilder.struct()
                .name("row")
                .field("id", Schema.INT32_SCHEMA)
                .build();
        Struct seven = new Struct(row).put("id", 7);
        Converter confluents = Confluent.avroConverter(nowhere);
        try (EnvelopeAvroConverter ours = new EnvelopeAvroConverter()) {
            ours.configure(nowhere, false);

            assertThatThrownBy(() -> ours.fromConnectData(TOPIC, row, seven)).isInstanceOf(RetriableException.class);
            assertThatThrownBy(() -> confluents.fromConnectData(TOPIC, row, seven))
                    .isInstanceOf(DataException.class);
        }
    }

    /** Schemas too: the same text has the same id. */
    private static void bothWriteTheSame(Schema schema, Object value) {
        byte[] ours = OURS.fromConnectData(TOPIC, schema, value);
        byte[] confluents = CONFLUENTS.fromConnectData(TOPIC, schema, value);

        assertThat(REGISTRY.schemaOf(ours)).isEqualTo(REGISTRY.schemaOf(confluents));
        assertThat(ours).as("%s", value).isEqualTo(confluents);
    }

    private static Object column(byte[] payload) {
        try (Deserializer<GenericRecord> reader = new AvroDeserializer<>()) {
            reader.configure(REGISTRY.ours(), false);
            return reader.deserialize(TOPIC, payload).get("created_at");
        }
    }

    private static GenericRecord enrichedOrder() {
        org.apache.avro.Schema contract = contract();
        org.apache.avro.Schema user =
                contract.getField("user").schema().getTypes().get(1);
        return new GenericRecordBuilder(contract)
                .set("id", 7L)
                .set("user_id", 8L)
                .set("quantity", 2)
                .set("order_date", 1_700_000_000_123_456L)
                .set(
                        "user",
                        new GenericRecordBuilder(user)
                                .set("id", 8L)
                                .set("name", "Żółw 🐢")
                                .build())
                .set("order_lsn", 1L)
                .set("order_committed_at", 2L)
                .build();
    }

    private static org.apache.avro.Schema contract() {
        try {
            return new org.apache.avro.Schema.Parser()
                    .parse(Path.of("../views/enriched-orders.avsc").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> withNulls(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("ignore.default.for.nullables", "true");
        return all;
    }
}
