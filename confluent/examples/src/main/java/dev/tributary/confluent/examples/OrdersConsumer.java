package dev.tributary.confluent.examples;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.LongDeserializer;

/** Prints {@code enriched-orders} from the beginning, and then each change: {@code OrdersConsumer BROKERS REGISTRY_URL}. */
public final class OrdersConsumer {

    private OrdersConsumer() {}

    public static void main(String[] args) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                args[0],
                KafkaAvroDeserializerConfig.SCHEMA_REGISTRY_URL_CONFIG,
                args[1],
                ConsumerConfig.GROUP_ID_CONFIG,
                "confluent-orders-consumer",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                // Results are written in transactions.
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                // A key is 8 bytes and no Avro.
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                LongDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                KafkaAvroDeserializer.class);
        try (KafkaConsumer<Long, GenericRecord> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of("enriched-orders"));
            while (true) {
                for (ConsumerRecord<Long, GenericRecord> order : consumer.poll(Duration.ofSeconds(1))) {
                    // A null value is a tombstone: the order was deleted.
                    System.out.println(order.key() + " " + (order.value() == null ? "deleted" : order.value()));
                }
            }
        }
    }
}
