package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ProjectingDeserializerTest {

    private static final FlatSchema CHANGE = FlatSchema.of(Schemas.CHANGE);
    private static final int OP = CHANGE.leaf("op");
    private static final int USER = CHANGE.leaf("after.user_id");
    private static final int ID = CHANGE.leaf("after.id");
    private static final int LSN = CHANGE.leaf("source.lsn");
    private static final int AFTER = CHANGE.group("after");

    private record Change(String op, boolean after, long id, long user, long lsn) {}

    private static final Change EXPECTED = new Change("c", true, 7, 42, 5_000_000_000L);

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final int id = registry.add(Schemas.ENVELOPE);
    private final byte[] payload = Payloads.of(id, Schemas.ENVELOPE, ProjectionTest.envelope());
    private final ProjectingDeserializer<Change> changes = projecting(ProjectingDeserializerTest::change);

    private static Change change(FlatRecord record) {
        return new Change(
                record.getString(OP),
                record.isPresent(AFTER),
                record.getLong(ID),
                record.getLong(USER),
                record.getLong(LSN));
    }

    private <T> ProjectingDeserializer<T> projecting(Function<FlatRecord, T> mapper) {
        return new ProjectingDeserializer<>(registry, Schemas.CHANGE, writer -> {}, mapper);
    }

    @Test
    void readsTheLeavesOfARecord() {
        assertThat(changes.deserialize("cdc", payload)).isEqualTo(EXPECTED);
    }

    @Test
    void readsNullAsNull() {
        assertThat(changes.deserialize("cdc", (byte[]) null)).isNull();
        assertThat(changes.deserialize("cdc", new RecordHeaders(), (ByteBuffer) null))
                .isNull();
        assertThat(projecting(record -> null).deserialize("cdc", payload)).isNull();
    }

    @Test
    void readsABufferInPlaceWhateverSurroundsIt() {
        byte[] batch = new byte[payload.length + 40];
        Arrays.fill(batch, (byte) 0x7f);
        System.arraycopy(payload, 0, batch, 13, payload.length);
        ByteBuffer slice = ByteBuffer.wrap(batch, 10, payload.length + 3).slice();
        slice.position(3);
        ProjectingDeserializer<Boolean> inPlace = projecting(record -> record.bytes() == batch);

        assertThat(changes.deserialize("cdc", new RecordHeaders(), slice)).isEqualTo(EXPECTED);
        assertThat(inPlace.deserialize("cdc", new RecordHeaders(), slice)).isTrue();
        assertThat(changes.deserialize(
                        "cdc",
                        new RecordHeaders(),
                        ByteBuffer.allocateDirect(payload.length).put(payload).flip()))
                .isEqualTo(EXPECTED);
    }

    @Test
    void forgetsTheRecordBefore() {
        GenericRecord deleted = ProjectionTest.envelope();
        deleted.put("after", null);
        ProjectingDeserializer<List<String>> contents = projecting(record -> FlatReaders.contents(record, CHANGE));

        contents.deserialize("cdc", payload);

        assertThat(contents.deserialize("cdc", Payloads.of(id, Schemas.ENVELOPE, deleted)))
                .containsExactly("absent", "text 63", "null", "null", "number 5000000000");
    }

    @Test
    void refusesATruncationAtEveryByteAndBytesAfterTheValue() {
        for (int length = 0; length < payload.length; length++) {
            byte[] truncated = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> changes.deserialize("cdc", truncated))
                    .as("first %d of %d bytes", length, payload.length)
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("Topic cdc")
                    .hasMessageContaining(length + " bytes");
        }
        assertThatThrownBy(() -> changes.deserialize("cdc", Arrays.copyOf(payload, payload.length + 1)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("goes on after the value")
                .hasMessageContaining("schema id 1");
        assertThat(changes.deserialize("cdc", payload))
                .as("works after failures")
                .isEqualTo(EXPECTED);
    }

    @Test
    void doesNotAskTheMapperForABrokenPayload() {
        ProjectingDeserializer<Object> failing = projecting(record -> {
            throw new AssertionError("mapped a broken payload");
        });

        assertThatThrownBy(() -> failing.deserialize("cdc", Arrays.copyOf(payload, payload.length + 1)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void tellsWhatIsWrongAsTheOtherDeserializerDoes() {
        assertThatThrownBy(() -> changes.deserialize("cdc", "{\"id\":1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnknownMagicByteException.class)
                .hasMessageContaining("0x7b");
        assertThatThrownBy(() -> changes.deserialize("cdc", Payloads.withHeader(77, new byte[3])))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("Topic cdc")
                .hasMessageContaining("77");
        byte[] order = Payloads.of(registry.add(Schemas.ORDER), Schemas.ORDER, Schemas.order(1, "x", 1));
        assertThatThrownBy(() -> changes.deserialize("cdc", order))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("schema id 2 (shop.Order)")
                .hasMessageContaining("missing required field");
    }

    @Test
    void saysThatTheRegistryIsAway() {
        SchemaRegistry away = new Unavailable();
        ProjectingDeserializer<Object> reading =
                new ProjectingDeserializer<>(away, Schemas.CHANGE, writer -> {}, record -> 1);

        assertThatThrownBy(() -> reading.deserialize("cdc", payload))
                .isInstanceOf(SchemaRegistryUnavailableException.class)
                .hasMessageContaining("Topic cdc");
    }

    @Test
    void letsTheMapperRefuseARecordInItsOwnWords() {
        KafkaException refusal = new KafkaException("no such order");
        ProjectingDeserializer<Object> refusing = projecting(record -> {
            throw refusal;
        });

        assertThatThrownBy(() -> refusing.deserialize("cdc", payload)).isSameAs(refusal);
    }

    @Test
    void checksEachWriterSchemaOnce() {
        List<String> checked = new ArrayList<>();
        ProjectingDeserializer<Object> checking = new ProjectingDeserializer<>(
                registry, Schemas.CHANGE, writer -> checked.add(writer.getFullName()), record -> 1);

        checking.deserialize("cdc", payload);
        checking.deserialize("cdc", payload);

        assertThat(checked).containsExactly("cdc.public.orders.Envelope");
        assertThat(registry.lookups()).isEqualTo(1);
    }

    @Test
    void letsTheCheckRefuseAWriterSchema() {
        ProjectingDeserializer<Object> refusing = new ProjectingDeserializer<>(
                registry,
                Schemas.CHANGE,
                writer -> {
                    throw new AvroTypeException("rows of another table");
                },
                record -> 1);

        assertThatThrownBy(() -> refusing.deserialize("cdc", payload))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("schema id 1 (cdc.public.orders.Envelope)")
                .hasMessageContaining("rows of another table");
    }

    @Test
    void refusesAReaderWithOtherLeaves() {
        Schema reader = Schemas.parse("""
                {"type":"record","name":"R","fields":[{"name":"total","type":{"type":"map","values":"int"}}]}""");

        assertThatThrownBy(() -> new ProjectingDeserializer<>(registry, reader, writer -> {}, record -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("total")
                .hasMessageContaining("map");
    }

    @Test
    void servesSeveralThreadsAtOnce() throws Exception {
        AtomicInteger checks = new AtomicInteger();
        ProjectingDeserializer<Change> shared = new ProjectingDeserializer<>(
                registry, Schemas.CHANGE, writer -> checks.incrementAndGet(), ProjectingDeserializerTest::change);
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                runs.add(threads.submit(() -> {
                    GenericRecord envelope = ProjectionTest.envelope();
                    ((GenericRecord) envelope.get("after")).put("id", number);
                    byte[] mine = Payloads.of(id, Schemas.ENVELOPE, envelope);
                    for (int i = 0; i < 5_000; i++) {
                        assertThat(shared.deserialize("cdc", mine).id()).isEqualTo(number);
                    }
                }));
            }
        }
        for (Future<?> run : runs) {
            run.get();
        }
        assertThat(checks).hasValueBetween(1, 4);
    }

    private static final class Unavailable implements SchemaRegistry {
        @Override
        public Schema schemaById(int id) {
            throw new SchemaRegistryUnavailableException("no answer", null);
        }

        @Override
        public int register(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int idOf(String subject, Schema schema) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RegisteredSchema latest(String subject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
