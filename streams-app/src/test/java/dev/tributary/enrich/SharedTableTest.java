package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedTableTest {

    private static final long NOW = 0;

    private final AppMetrics metrics = new AppMetrics();
    private static final SelectedColumns USER =
            TestRows.TABLES.references().getFirst().selected().getFirst();

    private final JoinedRow snapshot = new JoinedRow(TestRows.USERS);
    private SharedTable table;

    @BeforeEach
    void open(@TempDir Path directory) {
        table = new SharedTable(
                TestTable.file(new JoinMemory(metrics), directory, 1), TestRows.USERS, Duration.ofDays(7));
    }

    @AfterEach
    void close() {
        table.close();
        metrics.close();
    }

    @Test
    void areReadAsTheyArePut() throws Exception {
        table.put(Key.of(7), row(7, "Ada", 5));
        table.read(Key.of(7), snapshot);

        assertThat(snapshot.fingerprint())
                .isEqualTo(new Version(5, 50).fingerprint())
                .isEqualTo(table.fingerprint(Key.of(7)));
        assertThat(snapshot.committedAtMicros()).isEqualTo(50);
        assertThat(nameIn(snapshot)).isEqualTo("Ada");
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aDeletedRowIsNoRow() {
        table.put(Key.of(7), row(7, "Ada", 5));
        table.read(Key.of(7), snapshot);
        table.remove(Key.of(7), null, NOW);
        table.read(Key.of(7), snapshot);

        assertThat(snapshot.fingerprint()).isEqualTo(Version.NONE).isEqualTo(table.fingerprint(Key.of(7)));
        byte[] encoded = {9, 9, 9};
        snapshot.copyProvenance(encoded, snapshot.copy(USER, encoded, 0));
        assertThat(encoded).as("null, null and null").containsExactly(0, 0, 0);
    }

    @Test
    void whatWasWrittenLastIsReadBack() {
        table.put(Key.of(7), row(7, "Ada", 5));
        assertThat(table.known(Key.of(7), snapshot))
                .isEqualTo(new SharedTable.Known(TestRows.user(7, "Ada", null, 1L), new Version(5, 50)));
        assertThat(table.known(Key.of(8), snapshot)).isNull();

        table.remove(Key.of(7), new Version(6, 60), NOW);
        assertThat(table.known(Key.of(7), snapshot)).isEqualTo(new SharedTable.Known(null, new Version(6, 60)));
        assertThat(table.rememberedDeletions()).isOne();

        table.put(Key.of(7), row(7, "Grace", 7));
        table.remove(Key.of(7), null, NOW);
        assertThat(table.known(Key.of(7), snapshot))
                .as("gone, and nobody said when")
                .isNull();
        assertThat(table.rememberedDeletions()).isZero();
    }

    @Test
    void changesAreKnownOnceTheyCanBeRead() {
        long from = table.changes().end();
        table.put(Key.of(7), row(7, "Ada", 5));
        table.remove(Key.of(8), null, NOW);

        long[] seen = new long[1];
        table.changes().read(from, Integer.MAX_VALUE, id -> seen[0] = 10 * seen[0] + id.number());
        assertThat(seen[0]).isEqualTo(78);
    }

    /**
     * A result with a new version and an old name would never be repaired. Names have different lengths, so that cells are freed and
     * used by others all the time.
     */
    @Test
    void versionAndBytesAreOfOneRowWhileItChanges() throws Exception {
        int count = 300_000;
        FutureTask<Void> writer = new FutureTask<>(
                () -> {
                    Random random = new Random(1);
                    for (int i = 1; i <= count; i++) {
                        int id = random.nextInt(20);
                        if (random.nextInt(8) == 0) {
                            table.remove(Key.of(id), new Version(i, 10L * i), NOW);
                        } else {
                            table.put(Key.of(id), row(id, "x".repeat(i % 61) + id + "/" + i, i));
                        }
                    }
                },
                null);
        Thread.ofPlatform().start(writer);
        Random random = new Random(2);
        int found = 0;
        while (!writer.isDone()) {
            int id = random.nextInt(20);
            table.read(Key.of(id), snapshot);
            if (snapshot.fingerprint() != Version.NONE) {
                String name = nameIn(snapshot);
                long lsn = Long.parseLong(name.substring(name.indexOf('/') + 1));
                assertThat(name).isEqualTo("x".repeat((int) (lsn % 61)) + id + "/" + lsn);
                assertThat(snapshot.fingerprint()).isEqualTo(new Version(lsn, 10 * lsn).fingerprint());
                found++;
            }
        }
        writer.get();
        assertThat(found).isPositive();
    }

    private static Row row(long id, String name, long lsn) {
        return new Row(TestRows.user(id, name, null, 1L), new Version(lsn, 10 * lsn));
    }

    private static String nameIn(JoinedRow snapshot) throws IOException {
        byte[] columns = new byte[snapshot.length(USER)];
        assertThat(snapshot.copy(USER, columns, 0)).isEqualTo(columns.length);
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(columns, null);
        assertThat(decoder.readIndex()).isEqualTo(1);
        return new GenericDatumReader<GenericRecord>(TestRows.USER)
                .read(null, decoder)
                .get("name")
                .toString();
    }
}
