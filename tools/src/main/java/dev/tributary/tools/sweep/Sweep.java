package dev.tributary.tools.sweep;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.Snapshot;
import dev.tributary.tools.sweep.CapturedDatabase.PrimaryKey;
import dev.tributary.tools.sweep.DeletionWriter.Deletion;
import dev.tributary.tools.sweep.LiveRows.LastChange;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.TopicReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Deletes from change topics what the database does not have any more: rows that were deleted while no connector was there
 * to tell, which a new snapshot says nothing of. The database and the connector go on meanwhile.
 *
 * <p>The deletion that is written for a row is older than everything that the connector will still send, and newer than
 * what is known of the row: see {@code docs/decisions/0011}. So a row that is inserted again meanwhile stays, and one whose
 * own deletion is still on its way is deleted twice, which is no harm.
 *
 * <p>Holds the last change of every row, as bytes, in memory.
 */
final class Sweep {

    private static final Duration POLL = Duration.ofMillis(250);

    /** For what is written to be read back: a transaction of the connector may be open in between. */
    private static final Duration READ_BACK = Duration.ofMinutes(2);

    /** Keys in one question to the database. */
    private static final int LOOK_UP = 10_000;

    /** Rows in one transaction. */
    private static final int DELETE = 20_000;

    private final CapturedDatabase database;
    private final Map<String, Object> kafka;
    private final RecordDecoder decoder;
    private final Settings settings;
    private final Snapshot snapshots;
    private final Consumer<String> progress;

    /**
     * What is swept how.
     *
     * @param connector that captures the tables
     * @param dryRun whether nothing is written
     */
    record Settings(ConnectorFile connector, boolean dryRun) {}

    Sweep(
            CapturedDatabase database,
            Map<String, Object> kafka,
            RecordDecoder decoder,
            Settings settings,
            Snapshot snapshots,
            Consumer<String> progress) {
        this.database = database;
        this.kafka = kafka;
        this.decoder = decoder;
        this.settings = settings;
        this.snapshots = snapshots;
        this.progress = progress;
    }

    /** @param table schema and name, of a table that is captured */
    Swept table(String table) throws SQLException, InterruptedException {
        ConnectorFile connector = settings.connector();
        String topic = connector.changeTopic(table);
        Function<byte[], @Nullable GenericRecord> values = value -> decoder.decode(topic, value);
        long position = database.beforeAllToCome(connector.required("slot.name"));
        PrimaryKey key = database.key(table);
        try (TopicReader reader = TopicReader.ofTopic(kafka, topic)) {
            LiveRows rows = read(reader, topic, new LiveRows(key.type(), values));
            List<Key> gone = gone(table, key, rows.keys());
            if (settings.dryRun() || gone.isEmpty()) {
                return new Swept(table, rows.keys().size(), gone, false, Set.of(), rows.unreadable());
            }
            progress.accept(String.format(Locale.ROOT, "deleting %,d rows from %s", gone.size(), topic));
            Map<Key, Long> tombstones = write(topic, deletions(rows, gone, position, values));
            Map<TopicPartition, Long> ends = new HashMap<>();
            tombstones.forEach((row, offset) ->
                    ends.merge(new TopicPartition(topic, rows.of(row).partition()), offset + 1, Math::max));
            Overtaken overtaken = new Overtaken(tombstones, key.type(), values);
            readOn(reader, table, ends, overtaken);
            Set<Key> cameBack = overtaken.keys();
            if (!cameBack.isEmpty()) {
                snapshots.ofRows(table, key.column(), cameBack);
            }
            return new Swept(table, rows.keys().size(), gone, true, cameBack, rows.unreadable());
        }
    }

    private LiveRows read(TopicReader reader, String topic, LiveRows rows) {
        reader.toBeginning();
        Map<TopicPartition, Long> ends = reader.endOffsets();
        do {
            reader.poll(POLL).forEach(rows::add);
            progress.accept(String.format(Locale.ROOT, "reading %s, %,d offsets to go", topic, reader.lag(ends)));
        } while (!reader.hasReached(ends));
        return rows;
    }

    /** Those that the table does not have. */
    private List<Key> gone(String table, PrimaryKey key, Set<Key> rows) throws SQLException {
        List<Key> all = new ArrayList<>(rows);
        List<Key> gone = new ArrayList<>();
        for (int from = 0; from < all.size(); from += LOOK_UP) {
            progress.accept(String.format(Locale.ROOT, "looking for rows of %s, %,d to go", table, all.size() - from));
            List<Key> some = all.subList(from, Math.min(all.size(), from + LOOK_UP));
            Set<Key> there = database.existing(table, key, some);
            some.stream().filter(row -> !there.contains(row)).forEach(gone::add);
        }
        return gone;
    }

    private Map<Key, Deletion> deletions(
            LiveRows rows, List<Key> gone, long position, Function<byte[], @Nullable GenericRecord> values)
            throws SQLException {
        String name = database.name();
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        Map<Key, Deletion> deletions = new TreeMap<>();
        for (Key row : gone) {
            LastChange last = rows.of(row);
            try {
                ChangeEvent event = ChangeEvent.decode(values, last.value());
                if (!event.database().isEmpty() && !event.database().equals(name)) {
                    throw ToolException.failed("row " + row + " was captured from database " + event.database()
                            + ", and this is database " + name + ": nothing was written");
                }
                deletions.put(
                        row,
                        new Deletion(last.partition(), event.deletion(position, event.committedAtMicros() + 1, now)));
            } catch (UnreadableChangeException e) {
                throw ToolException.failed("the last change of row " + row + ": " + e.getMessage(), e);
            }
        }
        return deletions;
    }

    private Map<Key, Long> write(String topic, Map<Key, Deletion> deletions) throws InterruptedException {
        Map<Key, Long> tombstones = new HashMap<>();
        List<Key> rows = new ArrayList<>(deletions.keySet());
        for (int from = 0; from < rows.size(); from += DELETE) {
            Map<Key, Deletion> some = new TreeMap<>(deletions);
            some.keySet().retainAll(new HashSet<>(rows.subList(from, Math.min(rows.size(), from + DELETE))));
            try (DeletionWriter writer = DeletionWriter.open(kafka, topic)) {
                tombstones.putAll(writer.write(some));
            }
        }
        return tombstones;
    }

    /** As far as the tombstones: what was written between the reading and them. */
    private void readOn(TopicReader reader, String table, Map<TopicPartition, Long> ends, Overtaken overtaken) {
        long deadline = System.nanoTime() + READ_BACK.toNanos();
        while (reader.lag(ends) > 0) {
            if (System.nanoTime() > deadline) {
                throw ToolException.failed(
                        "the deletions of " + table + " are written, but the topic cannot be read as far"
                                + " as them: somebody's transaction is open in it. Once it has ended, have the table read once"
                                + " more (./tributary snapshot " + table + " --connector "
                                + settings.connector().name() + "), for rows that were inserted meanwhile");
            }
            reader.poll(POLL).forEach(overtaken::add);
        }
    }
}
