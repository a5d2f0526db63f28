package dev.tributary.tools.connectors;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.connectors.SnapshotDatabase.Slot;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.TopicReader;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Has the connector read tables again, and waits until it has. What it has read is committed in the change topics then.
 *
 * <p>If the wait ends early, the connector still serves the request, once it runs.
 */
public final class Snapshot {

    private static final Duration POLL = Duration.ofMillis(250);

    /** How often the slot and the connector are looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** For how long a connector that goes on reading the log may say nothing of the request. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Postgres postgres;
    private final Map<String, Object> kafka;
    private final RecordDecoder decoder;
    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * The connector.
     *
     * @param name of the connector
     * @param slot its replication slot
     * @param capture what it captures
     * @param signals the table that it reads requests from
     * @param notifications the topic of its notifications
     * @param connect the worker
     */
    public record Settings(
            String name, String slot, CaptureSettings capture, String signals, String notifications, URI connect) {

        /**
         * As a connector is configured.
         *
         * @throws ToolException if it is not configured for snapshots on request
         */
        public static Settings of(ConnectorFile connector, URI connect) {
            return new Settings(
                    connector.name(),
                    connector.required("slot.name"),
                    connector.capture(),
                    connector.required("signal.data.collection"),
                    connector.required("notification.sink.topic.name"),
                    connect);
        }
    }

    /** @param progress told what the connector does */
    public Snapshot(
            Postgres postgres,
            Map<String, Object> kafka,
            RecordDecoder decoder,
            Settings settings,
            Consumer<String> progress) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.decoder = decoder;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Reads single rows.
     *
     * @param table with its schema
     * @param key its primary key, as SQL
     * @throws ToolException if they are not read
     */
    public void ofRows(String table, String key, Collection<Key> rows) throws InterruptedException {
        for (String condition : RowConditions.of(key, rows)) {
            ofTables(List.of(table), condition);
        }
    }

    /**
     * Reads whole tables, or a part of one.
     *
     * @param tables with their schemas
     * @param condition in SQL, on the first of them; on none if null
     * @return how many rows were read of each table
     * @throws ToolException if they are not read
     */
    public Map<String, Long> ofTables(List<String> tables, @Nullable String condition) throws InterruptedException {
        try (SnapshotDatabase database = SnapshotDatabase.open(postgres, settings.slot());
                TopicReader notifications = notifications();
                WatchedConnector connector = new WatchedConnector(settings.name(), settings.connect())) {
            String id = new SnapshotRequest(postgres, settings).ofTables(tables, condition);
            SnapshotProgress state = new SnapshotProgress(id, tables);
            await(state, notifications, database, connector);
            if (!state.isSuccessful()) {
                throw ToolException.failed(state.describe());
            }
            return state.rows();
        }
    }

    /** From now on. The topic is created by the first notification. */
    private TopicReader notifications() {
        Optional<TopicReader> present = TopicReader.ofTopicIfPresent(kafka, settings.notifications());
        present.ifPresent(TopicReader::toEnd);
        return present.orElseGet(() ->
                TopicReader.at(kafka, Map.of(new TopicPartition(settings.notifications(), 0), 0L)));
    }

    private void await(
            SnapshotProgress state, TopicReader notifications, SnapshotDatabase database, WatchedConnector connector)
            throws InterruptedException {
        long told = database.position();
        long toldAt = System.nanoTime();
        long lookedAt = toldAt;
        while (!state.isOver()) {
            for (ConsumerRecord<byte[], byte[]> raw : notifications.poll(POLL)) {
                Optional<SnapshotNotification> notification =
                        decoder.decode(raw).value().map(SnapshotNotification::of);
                if (notification.isPresent() && state.add(notification.get())) {
                    told = database.position();
                    toldAt = System.nanoTime();
                }
            }
            long now = System.nanoTime();
            if (!state.isOver() && now - lookedAt >= LOOK.toNanos()) {
                lookedAt = now;
                connector.requireRuns();
                progress.accept(look(state, database, told, now - toldAt));
            }
        }
    }

    /** What happens, unless nothing will. */
    private String look(SnapshotProgress state, SnapshotDatabase database, long told, long silentNanos) {
        Slot slot = database.slot()
                .orElseThrow(() -> ToolException.failed("the database has no replication slot " + settings.slot()
                        + ", so no connector reads the request: apply the connector first (./tributary connectors)"));
        if (!slot.isRead()) {
            return "no connector reads the replication slot " + settings.slot() + "; waiting for it";
        }
        if (slot.position() < told) {
            return state.describe() + ", and has " + (told - slot.position()) + " bytes of the log left to read";
        }
        if (silentNanos >= SILENCE.toNanos()) {
            throw ToolException.failed("the connector has read the request, goes on, and says nothing of it ("
                    + state.describe() + "). Is its configuration that of the file (./tributary connectors)?"
                    + " Its log says what it made of the request");
        }
        return state.describe();
    }
}
