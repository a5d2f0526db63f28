package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** Random schemas and values. A failure names the seed; {@code -Dseed=…} runs that one again. */
class RandomSchemasTest {

    private static final int ROUNDS = 400;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(seed);
        AvroDeserializer<GenericRecord> deserializer = new AvroDeserializer<>(registry, DatumReaderFactory.generic());
        for (int round = 0; round < ROUNDS; round++) {
            Schema schema = new RandomSchema(random).record();
            AvroSerializer<GenericRecord> serializer =
                    new AvroSerializer<>(registry, schema, new GenericDatumWriter<>(schema));
            for (Object value : new RandomData(schema, 3, random.nextLong())) {
                byte[] payload = serializer.serialize("t", (GenericRecord) value);
                assertThat(payload)
                        .as("seed %d, round %d: %s as %s", seed, round, value, schema)
                        .isEqualTo(Payloads.of(WireFormat.schemaId("t", payload, 0, payload.length), schema, value));
                assertThat(deserializer.deserialize("t", payload))
                        .as("seed %d, round %d: %s as %s", seed, round, value, schema)
                        .isEqualTo(Payloads.read(payload, schema, schema));
            }
        }
    }

    @Test
    void aProjectionIsWhatAvroItselfReads() {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            RandomSchema schemas = new RandomSchema(random);
            Schema writer = schemas.record();
            Schema reader = schemas.projectionOf(writer);
            int id = registry.add(writer);
            AvroDeserializer<GenericRecord> projecting =
                    new AvroDeserializer<>(registry, DatumReaderFactory.projecting(reader));
            for (Object value : new RandomData(writer, 3, random.nextLong())) {
                byte[] payload = Payloads.of(id, writer, value);
                assertThat(projecting.deserialize("t", payload))
                        .as("seed %d, round %d: %s as %s", seed, round, value, reader)
                        .isEqualTo(Payloads.read(payload, writer, reader));
            }
        }
    }

    @Test
    void corruptBytesNeverEscapeAsAnythingButBadData() {
        Random random = new Random(seed);
        AvroDeserializer<GenericRecord> deserializer = new AvroDeserializer<>(registry, DatumReaderFactory.generic());
        for (int round = 0; round < ROUNDS; round++) {
            Schema schema = new RandomSchema(random).record();
            int id = registry.add(schema);
            for (Object value : new RandomData(schema, 3, random.nextLong())) {
                byte[] payload = Payloads.of(id, schema, value);
                if (payload.length > 5) {
                    payload[5 + random.nextInt(payload.length - 5)] = (byte) random.nextInt();
                    Throwable failure = catchThrowable(() -> deserializer.deserialize("t", payload));
                    assertThat(failure == null || failure instanceof SerializationException)
                            .as("seed %d, round %d: %s gave %s", seed, round, Arrays.toString(payload), failure)
                            .isTrue();
                }
            }
        }
    }
}
