package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class RowSerdeTest {

    private static final Row USER =
            new Row(TestRows.user(1, "Ada", "ada@example.com", 5L), new Version(26_000_001, 1_700_000_000_000_001L));

    private final RowSerde users = new RowSerde(TestRows.USERS);

    /** If this fails, do not change the expected bytes: users that are held already could not be read any longer. */
    @Test
    void writesTheSameBytesForEver() {
        assertThat(HexFormat.of().formatHex(users.serializer().serialize("t", USER)))
                .isEqualTo("0182eae5188280f28183898506020206416461021e616461406578616d706c652e636f6d020a");
    }

    @Test
    void writesWhatItsPublishedSchemaSays() throws IOException {
        GenericRecord user = new GenericData.Record(published());
        user.put("lsn", USER.version().lsn());
        user.put("committed_at", USER.version().committedAtMicros());
        user.put("id", 1L);
        user.put("name", "Ada");
        user.put("email", "ada@example.com");
        user.put("created_at", 5L);
        assertThat(users.serializer().serialize("t", USER)).isEqualTo(framed(user));
    }

    private static Schema published() throws IOException {
        return new Schema.Parser().parse(RowSerdeTest.class.getResourceAsStream("/avro/UserRow.avsc"));
    }

    @Test
    void readsBackWhateverItWrote() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Row user = new Row(
                    TestRows.user(
                            random.nextLong(),
                            RandomText.next(random),
                            RandomText.next(random),
                            random.nextBoolean() ? null : (Long) random.nextLong()),
                    new Version(random.nextLong(), random.nextLong()));
            assertThat(users.deserializer().deserialize("t", users.serializer().serialize("t", user)))
                    .as("seed %d, row %d", seed, i)
                    .isEqualTo(user);
        }
    }

    /** Streams hands one serde to all of its threads. */
    @Test
    void servesSeveralThreadsAtOnce() throws Exception {
        Callable<Boolean> work = () -> {
            for (int i = 0; i < 50_000; i++) {
                Row row = new Row(
                        TestRows.user(i, "name " + i, "mail " + i, (long) i),
                        new Version(i, Thread.currentThread().threadId()));
                byte[] bytes = users.serializer().serialize("t", row);
                if (!row.equals(users.deserializer().deserialize("t", bytes))) {
                    return false;
                }
            }
            return true;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> intact : threads.invokeAll(Collections.nCopies(4, work))) {
                assertThat(intact.get()).isTrue();
            }
        }
    }

    @Test
    void leavesADeletedRowAsNull() {
        assertThat(users.serializer().serialize("t", null)).isNull();
        assertThat(users.deserializer().deserialize("t", null)).isNull();
    }

    @Test
    void refusesAnotherFormat() {
        byte[] bytes = users.serializer().serialize("t", USER);
        bytes[0] = 2;

        assertThatThrownBy(() -> users.deserializer().deserialize("users-held", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("users-held")
                .hasMessageContaining("reset the application");
    }

    @Test
    void refusesABodyThatIsCutOff() {
        byte[] bytes = users.serializer().serialize("t", USER);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> users.deserializer().deserialize("t", cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(SerializationException.class);
        }
    }

    private static byte[] framed(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(1);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        return bytes.toByteArray();
    }
}
