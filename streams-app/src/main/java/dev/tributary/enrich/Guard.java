package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.KeySerde;
import org.jspecify.annotations.Nullable;

/**
 * Lets a change through only if it moves its row forward.
 *
 * <ul>
 *   <li>A change from before the one that is held, seen again because a connector was set back, is dropped.
 *   <li>A change that leaves every column as it is is dropped: for a joined row that is delivered twice, all of its results would
 *       otherwise be written again.
 *   <li>A row that is read by a snapshot is always let through if it differs: it is how the table stands, and starts a
 *       new epoch of log positions (after a restore they begin anew, far below the held ones): what comes behind it is newer,
 *       whatever its position. One that has no position, since it was read while changes went on, takes that of what is held.
 *   <li>A tombstone without its deletion, which compaction leaves, is a deletion.
 *   <li>A deleted row's version is remembered for a while, so that changes from before the deletion cannot bring it back.
 * </ul>
 *
 * <p>For one thread at a time.
 */
final class Guard {

    private final CapturedTable table;
    private final GuardedRows rows;
    private final PrecedingDeletion preceding;

    Guard(CapturedTable table, GuardedRows rows, PrecedingDeletion preceding) {
        this.table = table;
        this.rows = rows;
        this.preceding = preceding;
    }

    /**
     * @param offset of the record in its partition
     * @throws BrokenChangeException if the change cannot be true
     */
    void process(@Nullable Key key, @Nullable Change change, long offset) {
        boolean isBehindItsDeletion = key != null && preceding.isOf(key);
        preceding.advance(key, change instanceof Change.Delete, offset);
        switch (change) {
            case null -> tombstone(requireKey(key), isBehindItsDeletion);
            case Change.Upsert upsert -> upsert(requireKey(key), upsert);
            case Change.Delete delete -> delete(requireKey(key), delete);
            case Change.Message message -> {
                // Not about a row.
            }
            case Change.Truncate truncate ->
                throw new BrokenChangeException(
                        "table " + table.name()
                                + " was truncated, and one record without a key cannot say which rows are gone:"
                                + " set skipped.operations=t on the connector, delete with DELETE, or take a new snapshot into new topics");
        }
    }

    /**
     * Debezium writes a tombstone right behind each deletion, where it says nothing new. Once the topic has been compacted
     * it is all that is left of the deletion.
     */
    private void tombstone(Key key, boolean isBehindItsDeletion) {
        @Nullable Version held = rows.held(key);
        if (held != null && !isBehindItsDeletion) {
            rows.remove(key, held);
        }
    }

    private void upsert(Key key, Change.Upsert upsert) {
        requireOwnKey(key, upsert.row().columns().key());
        @Nullable Version held = rows.held(key);
        @Nullable Version known = held == null ? rows.deleted(key) : held;
        Version captured = upsert.row().version();
        if (known != null && !upsert.snapshot() && captured.isReplayedBefore(known)) {
            return;
        }
        Columns columns = complete(key, upsert.row().columns());
        boolean newEpoch = known != null && captured.isPlaced() && captured.lsn() < known.lsn();
        if (held != null && !newEpoch && rows.holds(key, columns)) {
            return;
        }
        Version version = upsert.snapshot() ? captured.asRead(known) : captured;
        rows.put(key, new Row(columns, version));
    }

    private void delete(Key key, Change.Delete delete) {
        if (delete.id() != null) {
            requireOwnKey(key, delete.id());
        }
        @Nullable Version held = rows.held(key);
        if (held != null && !delete.version().isReplayedBefore(held)) {
            rows.remove(key, delete.version());
        }
    }

    private Columns complete(Key key, Columns changed) {
        try {
            return rows.complete(key, changed);
        } catch (BrokenChangeException e) {
            throw new BrokenChangeException("row " + key + " of table " + table.name() + ": " + e.getMessage());
        }
    }

    private Key requireKey(@Nullable Key key) {
        if (key == null) {
            throw new BrokenChangeException(
                    "a change of table " + table.name()
                            + " has no key: the connector must write the row's primary key (docs/decisions/0001-plain-keys.md)");
        }
        if (table.isMissing(key)) {
            throw new BrokenChangeException("a change of table " + table.name()
                    + " does not say which row it is of, since the database did not log its primary key: set REPLICA IDENTITY"
                    + " DEFAULT or FULL on the table, and run './tributary sweep' and './tributary snapshot' for it");
        }
        if (!key.isInteger() && key.utf8().length > CapturedTable.MOST_KEY_BYTES) {
            throw new BrokenChangeException("a change of table " + table.name() + " has a key of " + key.utf8().length
                    + " bytes, and may have one of " + CapturedTable.MOST_KEY_BYTES + ": "
                    + KeySerde.shown(key.bytes()));
        }
        return key;
    }

    private void requireOwnKey(Key key, Key id) {
        if (!id.equals(key)) {
            throw new BrokenChangeException("a change of row " + id + " of table " + table.name() + " has the key "
                    + key + ": it is of another table, or the connector does not take its key from the primary key");
        }
    }
}
