package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.topics.KeySerde;
import java.util.function.Function;

/**
 * Unwraps Debezium's envelope, read through a schema of our own that names only what is needed ({@link CapturedTable#envelope}).
 */
final class Envelope implements Function<FlatRecord, Change> {

    private final RowEncoding encoding;
    private final int[] columns;
    private final int keyBefore;
    private final int after;
    private final int snapshot;
    private final int committedAt;
    private final int lsn;
    private final int op;

    Envelope(CapturedTable table) {
        FlatSchema leaves = FlatSchema.of(table.envelope());
        this.encoding = table.encoding();
        this.columns = encoding.leavesOfEvent(leaves, "after.");
        this.keyBefore = leaves.leaf("before." + table.key());
        this.after = leaves.group("after");
        this.snapshot = leaves.leaf("source.snapshot");
        this.committedAt = leaves.leaf("source.ts_us");
        this.lsn = leaves.leaf("source.lsn");
        this.op = leaves.leaf("op");
    }

    /** @throws BrokenChangeException if a part is missing that Debezium always sends */
    @Override
    public Change apply(FlatRecord envelope) {
        char operation = envelope.length(op) == 1 ? (char) envelope.bytes()[envelope.start(op)] : ' ';
        return switch (operation) {
            case 'c', 'u' -> new Change.Upsert(row(envelope, version(envelope)), isSnapshot(envelope));
            case 'r' -> new Change.Upsert(row(envelope, snapshotVersion(envelope)), true);
            case 'd' ->
                new Change.Delete(
                        envelope.isNull(keyBefore) ? null : KeySerde.read(envelope, keyBefore, encoding.keyType()),
                        version(envelope));
            case 't' -> new Change.Truncate(version(envelope));
            case 'm' -> new Change.Message();
            default ->
                throw new BrokenChangeException("unknown operation '" + envelope.getString(op) + "' in a change event");
        };
    }

    private Row row(FlatRecord envelope, Version version) {
        if (!envelope.isPresent(after)) {
            throw new BrokenChangeException(
                    "a change event with operation '" + envelope.getString(op) + "' has no 'after'");
        }
        encoding.requireUtf8(envelope, columns);
        return new Row(encoding.read(envelope, columns), version);
    }

    /** A snapshot that is taken while changes go on reads rows from the table, and not from a place in the log. */
    private Version snapshotVersion(FlatRecord envelope) {
        return envelope.isNull(lsn) && !envelope.isNull(committedAt)
                ? Version.unplaced(envelope.getLong(committedAt))
                : version(envelope);
    }

    private Version version(FlatRecord envelope) {
        if (envelope.isNull(lsn) || envelope.isNull(committedAt)) {
            throw new BrokenChangeException(
                    "a change event names no source.lsn or no source.ts_us: is this a topic of Debezium's PostgreSQL connector?");
        }
        return new Version(envelope.getLong(lsn), envelope.getLong(committedAt));
    }

    private boolean isSnapshot(FlatRecord envelope) {
        return !envelope.isNull(snapshot) && !envelope.textEquals(snapshot, "false");
    }
}
