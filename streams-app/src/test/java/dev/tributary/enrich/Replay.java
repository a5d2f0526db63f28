package dev.tributary.enrich;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Recorded events on the topology, and what has become of the orders. */
final class Replay implements AutoCloseable {

    private final Recorded recorded;
    private final Pipeline pipeline;
    private final AvroDeserializer<GenericRecord> values;
    private final Map<Long, String> table = new TreeMap<>();
    private final Map<Long, Newest> newest = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final List<String> wentBack = new ArrayList<>();

    /** The positions of an order and of its user, 0 for none. */
    private record Newest(long order, long user) {}

    Replay(Recorded recorded, Path stateDir) {
        this.recorded = recorded;
        this.pipeline = new Pipeline(stateDir);
        this.values = new AvroDeserializer<>(pipeline.registry, DatumReaderFactory.generic());
    }

    /** Delivers these events, and answers what was written for them. */
    List<String> deliver(List<Recorded.Event> events) {
        List<String> written = new ArrayList<>();
        for (Recorded.Event event : events) {
            beginEpoch(event);
            byte[] value = recorded.value(event, pipeline.registry);
            if (event.order()) {
                pipeline.order(event.key(), value);
            } else {
                pipeline.user(event.key(), value);
            }
            pipeline.rawRecords().forEach(record -> written.add(take(record)));
        }
        return written;
    }

    /** In a new epoch a row may have any position, once it has come itself. */
    private void beginEpoch(Recorded.Event event) {
        @Nullable Integer before = epochs.put((event.order() ? "order " : "user ") + event.key(), event.epoch());
        if (before != null && before == event.epoch()) {
            return;
        }
        if (event.order()) {
            newest.remove(event.key());
        } else {
            newest.replaceAll((id, positions) -> new Newest(positions.order, 0));
        }
    }

    /** Every order that went back in time within an epoch. */
    List<String> wentBack() {
        return wentBack;
    }

    /** The compacted result of all that was delivered. */
    Map<Long, String> table() {
        return table;
    }

    private String take(ConsumerRecord<byte[], byte[]> record) {
        long id = ByteBuffer.wrap(record.key()).getLong();
        @Nullable GenericRecord value = values.deserialize(record.topic(), record.value());
        @Nullable Version deletion = DeletionHeader.read(record.headers());
        if (value == null) {
            table.remove(id);
            if (deletion != null) {
                forwards(id, deletion.lsn(), 0);
            }
            return id + " deleted";
        }
        @Nullable Long userLsn = (Long) value.get("user_lsn");
        forwards(id, (Long) value.get("order_lsn"), userLsn == null ? 0 : userLsn);
        GenericRecord user = (GenericRecord) value.get("user");
        String row = id + "\t" + value.get("product_name") + "\t" + value.get("quantity") + "\t" + value.get("user_id")
                + "\t" + (user == null ? null : user.get("name")) + "\t" + (user == null ? null : user.get("email"));
        table.put(id, row);
        return row;
    }

    /** @param user 0 for none, which may be because the user was deleted */
    private void forwards(long id, long order, long user) {
        Newest before = newest.getOrDefault(id, new Newest(0, 0));
        if (order < before.order) {
            wentBack.add("order " + id + " from " + before.order + " to " + order);
        } else if (order == before.order && user != 0 && user < before.user) {
            wentBack.add("the user of order " + id + " from " + before.user + " to " + user);
        }
        newest.put(id, new Newest(order, order == before.order ? Math.max(user, before.user) : user));
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
