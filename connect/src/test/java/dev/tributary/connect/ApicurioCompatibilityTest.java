package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.registry.utils.converter.avro.AvroData;
import io.apicurio.registry.utils.converter.avro.AvroDataConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each type that Debezium's PostgreSQL connector emits, schema and bytes are those of Apicurio's converter, which are those
 * of Confluent's. The text of the schema too: a registry that has it gives the same id.
 */
class ApicurioCompatibilityTest {

    private static final AvroData ORACLE = new AvroData(new AvroDataConfig(Map.of()));

    static List<DebeziumTypes.Type> types() {
        return DebeziumTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void eachTypeRequiredOptionalWithDefaultAndInOthers(DebeziumTypes.Type type) throws IOException {
        for (DebeziumTypes.Sample sample : type.samples()) {
            agrees(sample.schema(), sample.value());
        }
    }

    static Stream<Long> seeds() {
        return IntStream.range(0, 200).mapToObj(Long::valueOf);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changeEventsOfRandomTables(long seed) throws IOException {
        DebeziumTypes.Sample event = DebeziumTypes.changeEvent(new Random(seed));
        agrees(event.schema(), event.value());
    }

    private static void agrees(Schema schema, Object value) throws IOException {
        org.apache.avro.Schema expected = ORACLE.fromConnectSchema(schema);
        org.apache.avro.Schema actual = AvroSchemas.of(schema);

        assertThat(actual.toString()).isEqualTo(expected.toString());
        assertThat(bytes(ValueEncoding.of(schema), value))
                .isEqualTo(bytes(new GenericDatumWriter<>(expected), unwrapped(ORACLE.fromConnectData(schema, value))));
    }

    /** Apicurio puts what is no record into an object of its own. */
    private static @Nullable Object unwrapped(Object converted) {
        return converted instanceof io.apicurio.registry.serde.avro.NonRecordContainer<?> container
                ? container.getValue()
                : converted;
    }

    private static byte[] bytes(DatumWriter<Object> writer, @Nullable Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        writer.write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
