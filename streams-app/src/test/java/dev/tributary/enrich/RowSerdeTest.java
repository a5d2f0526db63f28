package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.contract.ViewContract;
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
import org.apache.avro.SchemaNormalization;
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

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final RowSerde users = serde(TestRows.USERS);

    private RowSerde serde(RowEncoding encoding) {
        return new RowSerde(encoding, registry, registry.register("rows-value", RowSerde.schema(encoding)));
    }

    /** If this fails, do not change the expected bytes: rows that are held already could not be read any longer. */
    @Test
    void writesTheSameBytesForEver() {
        assertThat(HexFormat.of().formatHex(users.serializer().serialize("t", USER)))
                .isEqualTo("000000000182eae5188280f28183898506020206416461021e616461406578616d706c652e636f6d020a");
    }

    /** The version before this one wrote a format byte and no schema id. */
    @Test
    void readsRowsWithoutASchema() {
        byte[] row =
                HexFormat.of().parseHex("0182eae5188280f28183898506020206416461021e616461406578616d706c652e636f6d020a");
        assertThat(RowSerde.hasNoSchema(row)).isTrue();
        assertThat(users.deserializer().deserialize("t", row)).isEqualTo(USER);
        assertThat(RowSerde.hasNoSchema(users.serializer().serialize("t", USER)))
                .isFalse();
    }

    @Test
    void writesWhatItsPublishedSchemaSays() throws IOException {
        GenericRecord user = new GenericData.Record(published());
        user.put("lsn", USER.version().lsn());
        user.put("committed_at", USER.version().committedAtMicros());
        GenericRecord columns =
                new GenericData.Record(published().getField("columns").schema());
        columns.put("id", 1L);
        columns.put("name", "Ada");
        columns.put("email", "ada@example.com");
        columns.put("created_at", 5L);
        user.put("columns", columns);
        assertThat(users.serializer().serialize("t", USER)).isEqualTo(framed(user));
        assertThat(SchemaNormalization.toParsingForm(RowSerde.schema(TestRows.USERS)))
                .isEqualTo(SchemaNormalization.toParsingForm(published()));
    }

    /** A view whose definition was changed: a column less, and one more. */
    @Test
    void readsRowsThatWereWrittenWithOtherColumns() {
        RowSerde others = serde(JoinedTables.of(ViewContract.of(
                        "CREATE VIEW v AS SELECT o.id, o.user_id, u.email, u.city FROM orders o"
                                + " LEFT JOIN users u ON u.id = o.user_id",
                        new Schema.Parser().parse("""
                                {"type": "record", "name": "V", "fields": [
                                  {"name": "id", "type": "long"}, {"name": "user_id", "type": ["null", "long"]},
                                  {"name": "email", "type": ["null", "string"]},
                                  {"name": "city", "type": ["null", "string"]},
                                  {"name": "o_lsn", "type": "long"}, {"name": "o_committed_at", "type": "long"},
                                  {"name": "u_lsn", "type": ["null", "long"]},
                                  {"name": "u_committed_at", "type": ["null", "long"]}]}""")))
                .referenced()
                .getFirst()
                .captured()
                .encoding());

        Row read = others.deserializer().deserialize("t", users.serializer().serialize("t", USER));

        assertThat(read.version()).isEqualTo(USER.version());
        assertThat(read.columns().key()).isEqualTo(USER.columns().key());
        // The key, the second branch of a union and the text, and the first branch.
        assertThat(HexFormat.of().formatHex(read.columns().encoded()))
                .isEqualTo("02021e616461406578616d706c652e636f6d00");
        assertThat(users.deserializer().deserialize("t", others.serializer().serialize("t", read)))
                .isEqualTo(new Row(TestRows.user(1, null, "ada@example.com", null), USER.version()));
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
                .hasMessageContaining("0x02");
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
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 1});
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        return bytes.toByteArray();
    }
}
