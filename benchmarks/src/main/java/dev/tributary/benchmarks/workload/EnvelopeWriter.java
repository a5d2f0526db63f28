package dev.tributary.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes change events: whole envelopes with the row before and the row after, each change a transaction of its own,
 * positions in the log growing. By hand, because a million of them must not take longer than what is measured. For one
 * thread.
 */
public final class EnvelopeWriter {

    private static final byte[] SOURCE = strings("3.7.0.Final", "postgresql", "cdc");
    private static final byte[] SNAPSHOT_AND_DATABASE = snapshotAndDatabase();
    private static final long FIRST_LSN = 26_000_000L;

    private final AvroBytes out = new AvroBytes();
    private long firstCommitMicros;
    private final long microsBetweenCommits;
    private long changes;

    /** @param firstCommitMicros when the first change was committed, since the epoch; 0 for each when it is written */
    public EnvelopeWriter(long firstCommitMicros, long microsBetweenCommits) {
        this.firstCommitMicros = firstCommitMicros;
        this.microsBetweenCommits = microsBetweenCommits;
    }

    /** From now on, each commit is dated when it is written. */
    void dateNow() {
        firstCommitMicros = 0;
    }

    /**
     * The next change.
     *
     * @param schema the id of the table's {@link EnvelopeSchema}
     */
    public byte[] write(Table table, int schema, @Nullable TableRow before, @Nullable TableRow after) {
        out.begin(schema);
        write(table, before);
        write(table, after);
        end(table, op(before != null, after != null));
        return out.toArray();
    }

    private void write(Table table, @Nullable TableRow row) {
        if (row == null) {
            out.writeNull();
            return;
        }
        out.put(2);
        for (Column column : table.columns()) {
            column.write(row, out);
        }
    }

    private void end(Table table, char op) {
        long change = changes++;
        long micros = firstCommitMicros == 0 ? now() : firstCommitMicros + change * microsBetweenCommits;
        long lsn = FIRST_LSN + change * 200;
        out.writeRaw(SOURCE);
        out.writeLong(micros / 1000);
        out.writeRaw(SNAPSHOT_AND_DATABASE);
        out.put(2);
        out.writeString("[\"" + (lsn - 56) + "\",\"" + lsn + "\"]");
        out.writeOptional(micros);
        out.writeOptional(micros * 1000);
        out.writeString(table.schema());
        out.writeString(table.name());
        out.writeOptional(700 + change);
        out.writeOptional(lsn);
        out.writeNull();
        out.writeNull();
        out.put(2);
        out.put(op);
        out.writeOptional(micros / 1000 + 5);
        out.writeOptional(micros + 5_000);
        out.writeOptional(micros * 1000 + 5_000_000);
    }

    private static long now() {
        return System.currentTimeMillis() * 1000;
    }

    private static char op(boolean before, boolean after) {
        if (!after) {
            return 'd';
        }
        return before ? 'u' : 'c';
    }

    private static byte[] strings(String... values) {
        AvroBytes bytes = new AvroBytes();
        for (String value : values) {
            bytes.writeString(value.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toArray();
    }

    private static byte[] snapshotAndDatabase() {
        AvroBytes bytes = new AvroBytes();
        bytes.put(0);
        bytes.writeString("false");
        bytes.writeString("shop");
        return bytes.toArray();
    }
}
