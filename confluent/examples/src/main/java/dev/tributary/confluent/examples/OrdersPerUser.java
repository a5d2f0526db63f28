package dev.tributary.confluent.examples;

import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import io.confluent.kafka.streams.serdes.avro.GenericAvroSerde;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;

/** Counts the orders of each user, from {@code enriched-orders}, and prints each new count: {@code OrdersPerUser BROKERS REGISTRY_URL}. */
public final class OrdersPerUser {

    private OrdersPerUser() {}

    public static void main(String[] args) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "confluent-orders-per-user");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        // Also makes the consumer read committed results only.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        KafkaStreams streams = new KafkaStreams(topology(args[1]), settings);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }

    static Topology topology(String registryUrl) {
        Serde<GenericRecord> values = new GenericAvroSerde();
        values.configure(Map.of(KafkaAvroSerializerConfig.SCHEMA_REGISTRY_URL_CONFIG, registryUrl), false);

        StreamsBuilder builder = new StreamsBuilder();
        // A table: an order that is deleted, or given to another user, is taken from the count of the one that had it.
        builder.table("enriched-orders", Consumed.with(Serdes.Long(), values))
                .filter((id, order) -> order.get("user_id") != null)
                .groupBy(
                        (id, order) -> KeyValue.pair((Long) order.get("user_id"), id),
                        Grouped.with(Serdes.Long(), Serdes.Long()))
                .count()
                .toStream()
                .foreach((user, orders) -> System.out.println("user " + user + ": " + orders + " orders"));
        return builder.build();
    }
}
