package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class AvroDeserializerTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final int id = registry.add(Schemas.ORDER);
    private final byte[] payload = Payloads.of(id, Schemas.ORDER, Schemas.order(300, "a lamp", 2));
    private final AvroDeserializer<GenericRecord> deserializer =
            new AvroDeserializer<>(registry, DatumReaderFactory.generic());

    @Test
    void readsWhatAvroWrote() {
        assertThat(deserializer.deserialize("orders", payload)).isEqualTo(Schemas.order(300, "a lamp", 2));
    }

    @Test
    void readsNullAsNull() {
        assertThat(deserializer.deserialize("orders", (byte[]) null)).isNull();
        assertThat(deserializer.deserialize("orders", new RecordHeaders(), (ByteBuffer) null))
                .isNull();
    }

    @Test
    void readsABufferInPlaceWhateverSurroundsIt() {
        byte[] batch = new byte[payload.length + 40];
        Arrays.fill(batch, (byte) 0x7f);
        System.arraycopy(payload, 0, batch, 13, payload.length);
        ByteBuffer slice = ByteBuffer.wrap(batch, 10, payload.length + 3).slice();
        slice.position(3);

        assertThat(deserializer.deserialize("orders", new RecordHeaders(), slice))
                .isEqualTo(Schemas.order(300, "a lamp", 2));

        ByteBuffer direct =
                ByteBuffer.allocateDirect(payload.length).put(payload).flip();
        assertThat(deserializer.deserialize("orders", new RecordHeaders(), direct))
                .isEqualTo(Schemas.order(300, "a lamp", 2));
    }

    @Test
    void doesNotReadBeyondTheEndOfATruncatedBuffer() {
        for (int length = 0; length < payload.length; length++) {
            ByteBuffer truncated = ByteBuffer.wrap(payload, 0, length);
            assertThatThrownBy(() -> deserializer.deserialize("orders", new RecordHeaders(), truncated))
                    .as("first %d of %d bytes", length, payload.length)
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void refusesATruncationAtEveryByte() {
        int envelope = registry.add(Schemas.ENVELOPE);
        byte[] whole = Payloads.of(envelope, Schemas.ENVELOPE, ProjectionTest.envelope());
        List<AvroDeserializer<GenericRecord>> all =
                List.of(deserializer, new AvroDeserializer<>(registry, DatumReaderFactory.projecting(Schemas.CHANGE)));
        for (AvroDeserializer<GenericRecord> each : all) {
            assertThat(each.deserialize("cdc", whole)).isNotNull();
            for (int length = 0; length < whole.length; length++) {
                byte[] truncated = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> each.deserialize("cdc", truncated))
                        .as("first %d of %d bytes", length, whole.length)
                        .isInstanceOf(MalformedRecordException.class)
                        .isInstanceOf(SerializationException.class)
                        .hasMessageContaining("Topic cdc")
                        .hasMessageContaining(length + " bytes");
            }
            assertThat(each.deserialize("cdc", whole))
                    .as("works after failures")
                    .isNotNull();
        }
    }

    @Test
    void refusesBytesAfterTheValue() {
        byte[] longer = Arrays.copyOf(payload, payload.length + 1);

        assertThatThrownBy(() -> deserializer.deserialize("orders", longer))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("goes on after the value")
                .hasMessageContaining("schema id 1");
    }

    @Test
    void refusesAnUnknownMagicByte() {
        byte[] json = "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThatThrownBy(() -> deserializer.deserialize("orders", json))
                .isInstanceOf(UnknownMagicByteException.class)
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Topic orders")
                .hasMessageContaining("0x7b")
                .hasMessageContaining("8 bytes");
        assertThat(registry.lookups()).isZero();
    }

    @Test
    void namesTopicAndIdOfAnUnknownSchema() {
        assertThatThrownBy(() -> deserializer.deserialize("orders", Payloads.withHeader(0x01020304, new byte[3])))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("Topic orders")
                .hasMessageContaining("16909060");
    }

    @Test
    void asksAgainForASchemaThatWasUnknown() {
        byte[] early = Payloads.of(2, Schemas.ENVELOPE, ProjectionTest.envelope());
        assertThatThrownBy(() -> deserializer.deserialize("cdc", early)).isInstanceOf(UnknownSchemaException.class);

        registry.add(Schemas.ENVELOPE);

        assertThat(deserializer.deserialize("cdc", early)).isEqualTo(ProjectionTest.envelope());
    }

    @Test
    void looksUpEachSchemaOnce() {
        int other = registry.add(Schemas.ENVELOPE);
        byte[] otherPayload = Payloads.of(other, Schemas.ENVELOPE, ProjectionTest.envelope());
        for (int i = 0; i < 10; i++) {
            assertThat(deserializer.deserialize("a", payload)).isEqualTo(Schemas.order(300, "a lamp", 2));
            assertThat(deserializer.deserialize("b", otherPayload)).isEqualTo(ProjectionTest.envelope());
        }
        assertThat(registry.lookups()).isEqualTo(2);
    }

    @Test
    void doesNotAllocateForACorruptLength() {
        Schema strings = Schemas.parse("""
                {"type":"record","name":"R","fields":[{"name":"v","type":["string","bytes",
                  {"type":"array","items":"string"},{"type":"map","values":"long"}]}]}""");
        int corrupt = registry.add(strings);
        byte[] length31 = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        byte[] length62 = {-1, -1, -1, -1, -1, -1, -1, -1, 0x7f};
        for (byte[] length : List.of(length31, length62)) {
            for (byte branch = 0; branch < 4; branch++) {
                byte[] body = new byte[1 + length.length + 6];
                body[0] = (byte) (branch << 1);
                System.arraycopy(length, 0, body, 1, length.length);
                long before = allocatedBytes();
                assertThatThrownBy(() -> deserializer.deserialize("t", Payloads.withHeader(corrupt, body)))
                        .as("branch %d, length of %d bytes", branch, length.length)
                        .isInstanceOf(MalformedRecordException.class);
                assertThat(allocatedBytes() - before).isLessThan(10_000_000);
            }
        }
    }

    @Test
    void refusesNestingDeeperThanTheStack() {
        Schema list = Schemas.parse("""
                {"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}""");
        byte[] body = new byte[5_000_000];
        Arrays.fill(body, (byte) 2);
        byte[] nested = Payloads.withHeader(registry.add(list), body);

        assertThatThrownBy(() -> deserializer.deserialize("t", nested)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void refusesAUnionBranchOrEnumSymbolThatDoesNotExist() {
        Schema schema = Schemas.parse("""
                {"type":"record","name":"R","fields":[{"name":"u","type":["null","long"]},
                  {"name":"e","type":{"type":"enum","name":"E","symbols":["A"]}}]}""");
        int writer = registry.add(schema);

        for (byte[] body : List.of(new byte[] {4, 0}, new byte[] {1, 0}, new byte[] {0, 2}, new byte[] {0, 1})) {
            assertThatThrownBy(() -> deserializer.deserialize("t", Payloads.withHeader(writer, body)))
                    .as(Arrays.toString(body))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void keepsAReaderToTheThreadItWasMadeFor() throws Exception {
        AtomicInteger created = new AtomicInteger();
        AvroDeserializer<GenericRecord> shared = new AvroDeserializer<>(registry, writer -> {
            created.incrementAndGet();
            return DatumReaderFactory.generic().create(writer);
        });
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                runs.add(threads.submit(() -> {
                    GenericRecord order = Schemas.order(number, "thing " + number, number);
                    byte[] mine = Payloads.of(id, Schemas.ORDER, order);
                    for (int i = 0; i < 2_000; i++) {
                        assertThat(shared.deserialize("orders", mine)).isEqualTo(order);
                    }
                }));
            }
        }
        for (Future<?> run : runs) {
            run.get();
        }
        assertThat(created).hasValueBetween(1, 4);
    }

    @Test
    void saysThatItIsNotConfigured() {
        assertThatThrownBy(() -> new AvroDeserializer<>().deserialize("t", payload))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("configure()");
    }

    @Test
    void leavesARegistryOpenThatItWasGiven() {
        deserializer.close();

        assertThat(GenericData.get().validate(Schemas.ORDER, deserializer.deserialize("orders", payload)))
                .isTrue();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
