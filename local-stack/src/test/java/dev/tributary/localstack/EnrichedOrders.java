package dev.tributary.localstack;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the result as a stranger would: Kafka's consumer, the registry's REST API, and plain Avro; nothing of ours. */
final class EnrichedOrders {

    private static final String TOPIC = "enriched-orders";
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private final Cdc cdc;

    EnrichedOrders(Addresses addresses) {
        this.cdc = new Cdc(addresses);
    }

    /** The first result of an order that is as awaited; null stands for a deletion. */
    @Nullable GenericRecord await(long orderId, String what, Predicate<@Nullable GenericRecord> condition) throws Exception {
        try (Consumer<byte[], byte[]> consumer = cdc.consumer()) {
            Cdc.fromBeginning(consumer, TOPIC);
            @Nullable GenericRecord[] found = new GenericRecord[1];
            Await.until(() -> "Order " + orderId + " is never " + what, DEADLINE, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (ByteBuffer.wrap(record.key()).getLong() == orderId) {
                        @Nullable GenericRecord value = record.value() == null ? null : cdc.record(record.value());
                        if (condition.test(value)) {
                            found[0] = value;
                            return true;
                        }
                    }
                }
                return false;
            });
            return found[0];
        }
    }
}
