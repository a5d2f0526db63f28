package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the guard knows across a restart, with the real broker's committed offsets. */
@ExtendWith(LocalStackExtension.class)
class GuardIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ORDERS = "cdc.public.orders";

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    GuardIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    /** The deletion is of an earlier row of the same key, and is dropped; the process dies before its tombstone is read. */
    @Test
    void aTombstoneThatIsPartedFromItsReplayedDeletionByARestartDeletesNothing() throws Exception {
        long user = shop.user("Back");
        long order = shop.order(user, "first");
        view.awaitUser(order);
        shop.execute("DELETE FROM orders WHERE id = " + order);
        view.awaitGone(order);
        shop.execute("INSERT INTO orders (id, user_id, product_name, quantity) VALUES (" + order + ", " + user
                + ", 'again', 0)");
        view.awaitUser(order);

        RecordMetadata deletion = send(order, deletionOf(order));
        awaitProcessed(deletion);
        stack.process(Part.APPLICATION).kill();
        RecordMetadata tombstone = send(order, null);
        stack.process(Part.APPLICATION).restart(SOON);
        awaitProcessed(tombstone);

        DatabaseEquality.await(stack);
        assertThat(view.awaitUser(order).body().get("product_name").textValue()).isEqualTo("again");
    }

    private byte[] deletionOf(long order) throws Exception {
        return new Cdc(stack.addresses())
                .readUntil(ORDERS, change -> isDeletionOf(order, change)).stream()
                        .filter(change -> isDeletionOf(order, change))
                        .findFirst()
                        .orElseThrow()
                        .message()
                        .value();
    }

    private static boolean isDeletionOf(long order, Cdc.Change change) {
        return change.key() == order && change.operation().equals("d");
    }

    private RecordMetadata send(long key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(key).array();
            return producer.send(new ProducerRecord<>(ORDERS, id, value)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void awaitProcessed(RecordMetadata record) throws Exception {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            Await.until(() -> "The record at " + partition + " " + record.offset() + " is not processed", SOON, () -> {
                @Nullable OffsetAndMetadata committed = admin.listConsumerGroupOffsets("tributary-enrich")
                        .partitionsToOffsetAndMetadata()
                        .get(SOON.toSeconds(), TimeUnit.SECONDS)
                        .get(partition);
                return committed != null && committed.offset() > record.offset();
            });
        }
    }
}
