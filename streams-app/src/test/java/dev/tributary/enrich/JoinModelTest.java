package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.definition.key.Key;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** The join against a model of it: two maps, and a loop over one of them. */
class JoinModelTest {

    private static final int USERS = 8;
    private static final int ORDERS = 400;

    private record Placed(@Nullable Integer user, String product, long lsn) {}

    private static final class Sent {
        final boolean order;
        final long id;
        final byte[] event;

        Sent(boolean order, long id, byte[] event) {
            this.order = order;
            this.id = id;
            this.event = event;
        }
    }

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Long, Placed> orders = new HashMap<>();
    private final Map<Long, String> users = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Long, long[]> newest = new HashMap<>();
    private final Map<Long, String> topic = new TreeMap<>();
    private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    private long lsn = 1;

    @RepeatedTest(10)
    void endsAsTheSqlJoinInWhateverOrderThingsArrive(@TempDir Path directory) {
        try (Pipeline pipeline = new Pipeline(directory.resolve("live"))) {
            for (int step = 0; step < 3_000; step++) {
                change(pipeline);
                if (random.nextInt(20) == 0) {
                    pipeline.advanceWallClock(Duration.ofMillis(25));
                }
                if (random.nextInt(200) == 0) {
                    setBackTheConnector(pipeline);
                }
            }
            while (!pipeline.baseRowStore().fanOuts().isEmpty()) {
                pipeline.advanceWallClock(Duration.ofMillis(25));
            }
            take(pipeline);
            assertThat(topic).as("seed %d", seed).isEqualTo(expected());
            restoresToTheSame(pipeline, directory);
        }
    }

    private void change(Pipeline pipeline) {
        lsn++;
        if (random.nextInt(12) == 0) {
            long id = 1L + random.nextInt(USERS);
            if (users.containsKey(id) && random.nextInt(4) == 0) {
                users.remove(id);
                send(pipeline, new Sent(false, id, pipeline.users.delete(lsn)));
            } else {
                String name = "name " + lsn;
                users.put(id, name);
                send(
                        pipeline,
                        new Sent(
                                false,
                                id,
                                pipeline.users.update(
                                        pipeline.users.row((int) id, name, name + "@example.com", 1L), lsn)));
            }
            return;
        }
        long id = 1L + random.nextInt(ORDERS);
        if (orders.containsKey(id) && random.nextInt(6) == 0) {
            orders.remove(id);
            send(pipeline, new Sent(true, id, pipeline.orders.delete(lsn)));
        } else {
            // Most orders are the first user's, so that a change of theirs takes several slices.
            @Nullable Integer user =
                    random.nextInt(10) == 0 ? null : (Integer) (random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(USERS));
            String product = "p" + "x".repeat(random.nextInt(30)) + lsn;
            orders.put(id, new Placed(user, product, lsn));
            send(
                    pipeline,
                    new Sent(
                            true,
                            id,
                            pipeline.orders.update(pipeline.orders.row((int) id, user, product, 1, 2L), lsn)));
        }
    }

    private void send(Pipeline pipeline, Sent event) {
        sent.add(event);
        deliver(pipeline, event);
    }

    /** What was sent last is sent once more, in its order. */
    private void setBackTheConnector(Pipeline pipeline) {
        int from = Math.max(0, sent.size() - 1 - random.nextInt(100));
        for (int i = from; i < sent.size(); i++) {
            deliver(pipeline, sent.get(i));
        }
    }

    private static void deliver(Pipeline pipeline, Sent event) {
        if (event.order) {
            pipeline.order(event.id, event.event);
        } else {
            pipeline.user(event.id, event.event);
        }
    }

    private void take(Pipeline pipeline) {
        AvroDeserializer<GenericRecord> values =
                new AvroDeserializer<>(pipeline.registry, DatumReaderFactory.generic());
        for (ConsumerRecord<byte[], byte[]> record : pipeline.rawRecords()) {
            log.add(record);
            long key = ByteBuffer.wrap(record.key()).getLong();
            @Nullable GenericRecord value = values.deserialize(record.topic(), record.value());
            if (value == null) {
                topic.remove(key);
                continue;
            }
            long orderLsn = (Long) value.get("order_lsn");
            @Nullable Long userLsn = (Long) value.get("user_lsn");
            long[] before = newest.getOrDefault(key, new long[] {0, 0});
            assertThat(orderLsn).as("seed %d: order %d goes back", seed, key).isGreaterThanOrEqualTo(before[0]);
            if (orderLsn == before[0] && userLsn != null) {
                assertThat(userLsn)
                        .as("seed %d: user of %d goes back", seed, key)
                        .isGreaterThan(before[1]);
            }
            long userBefore = orderLsn == before[0] ? before[1] : 0;
            newest.put(key, new long[] {orderLsn, userLsn == null ? userBefore : userLsn});
            GenericRecord user = (GenericRecord) value.get("user");
            topic.put(key, value.get("product_name") + " ← " + (user == null ? "nobody" : user.get("name")));
        }
    }

    private Map<Long, String> expected() {
        Map<Long, String> join = new TreeMap<>();
        orders.forEach((id, order) -> {
            @Nullable String name = order.user == null ? null : users.get((long) order.user);
            join.put(id, order.product + " ← " + (name == null ? "nobody" : name));
        });
        return join;
    }

    private void restoresToTheSame(Pipeline pipeline, Path directory) {
        BaseRowStore live = pipeline.baseRowStore();
        try (Stores stores = new Stores(pipeline.registry, directory.resolve("restored"))) {
            stores.restore(log);
            assertThat(stores.baseRows.size()).isEqualTo(live.size());
            for (long id = 1; id <= ORDERS; id++) {
                int here = live.find(Key.of(id));
                int there = stores.baseRows.find(Key.of(id));
                assertThat(there == 0).isEqualTo(here == 0);
                assertThat(stores.baseRows.deletions().find(Key.of(id)))
                        .isEqualTo(live.deletions().find(Key.of(id)));
                if (here != 0) {
                    byte[] columns = new byte[live.cells().columnsLength(here)];
                    live.cells().readColumns(here, columns, 0);
                    assertThat(stores.baseRows.cells().hasColumns(there, columns))
                            .isTrue();
                    assertThat(stores.baseRows.cells().version(there))
                            .isEqualTo(live.cells().version(here));
                    assertThat(stores.baseRows.cells().joined(there, 0))
                            .isEqualTo(live.cells().joined(here, 0));
                }
            }
        }
    }
}
