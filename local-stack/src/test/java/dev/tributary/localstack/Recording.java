package dev.tributary.localstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Change events as they come out of Kafka, written down with what was done to cause them. One line each, its parts between
 * tabs: {@code # what was done}; {@code epoch}, where log positions begin anew; {@code schema id json};
 * {@code users|orders key value} in Base64, {@code -} for no value; and in the end {@code row …}, the SQL join as it
 * stands, and {@code ghost id}, an order of whose deletion no record was ever written.
 */
final class Recording implements AutoCloseable {

    static final String USERS = "cdc.public.users";
    static final String ORDERS = "cdc.public.orders";

    private static final Duration ARRIVES = Duration.ofMinutes(2);
    private static final String JOIN = "SELECT o.id, o.product_name, o.quantity, o.user_id, u.name, u.email"
            + " FROM orders o LEFT JOIN users u ON u.id = o.user_id ORDER BY o.id";

    /** When the connector saw it, for the order between the two topics. */
    private record Arrival(ConsumerRecord<byte[], byte[]> record, long seenNanos) {}

    private final Cdc cdc;
    private final String postgres;
    private final Consumer<byte[], byte[]> consumer;
    private final List<String> lines = new ArrayList<>();
    private final Map<Integer, String> schemas = new TreeMap<>();
    private final Map<String, Long> lastSeen = new TreeMap<>();

    Recording(Addresses addresses) {
        this.cdc = new Cdc(addresses);
        this.postgres = addresses.postgres();
        this.consumer = cdc.consumer();
        List<TopicPartition> partitions = List.of(new TopicPartition(USERS, 0), new TopicPartition(ORDERS, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void note(String what) {
        lines.add("# " + what);
    }

    /** From here on log positions or the connector's memory begin anew. */
    void epoch(String why) {
        note(why);
        lines.add("epoch");
    }

    /** Waits for so many records more, tombstones included, and writes them down. */
    void take(int count) throws Exception {
        List<Arrival> arrived = new ArrayList<>();
        Await.until(() -> arrived.size() + " of " + count + " records after: " + lines.getLast(), ARRIVES, () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                arrived.add(new Arrival(record, seen(record)));
            }
            return arrived.size() >= count;
        });
        if (arrived.size() > count) {
            throw new Await.FinalException(arrived.size() + " records and not " + count + " after: " + lines.getLast());
        }
        arrived.stream()
                .sorted(Comparator.comparingLong(Arrival::seenNanos))
                .map(Arrival::record)
                .map(Recording::line)
                .forEach(lines::add);
    }

    private long seen(ConsumerRecord<byte[], byte[]> record) throws IOException, InterruptedException {
        if (record.value() == null) {
            return lastSeen.get(record.topic());
        }
        GenericRecord envelope = cdc.record(record.value());
        schemas.putIfAbsent(
                ByteBuffer.wrap(record.value()).getInt(1), envelope.getSchema().toString());
        long nanos = (Long) envelope.get("ts_ns");
        lastSeen.put(record.topic(), nanos);
        return nanos;
    }

    private static String line(ConsumerRecord<byte[], byte[]> record) {
        return (record.topic().equals(USERS) ? "users" : "orders") + "\t" + base64(record.key()) + "\t"
                + base64(record.value());
    }

    private static String base64(byte @Nullable [] bytes) {
        return bytes == null ? "-" : Base64.getEncoder().encodeToString(bytes);
    }

    /** @param ghosts orders of which no deletion was captured */
    void write(Path file, List<Long> ghosts) throws SQLException, IOException {
        List<String> all = new ArrayList<>();
        schemas.forEach((id, json) -> all.add("schema\t" + id + "\t" + json));
        all.addAll(lines);
        try (Connection connection = DriverManager.getConnection(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(JOIN)) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder("row");
                for (int column = 1; column <= 6; column++) {
                    row.append('\t').append(rows.getString(column));
                }
                all.add(row.toString());
            }
        }
        ghosts.forEach(id -> all.add("ghost\t" + id));
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, all);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
