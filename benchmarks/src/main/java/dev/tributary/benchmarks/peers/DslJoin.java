package dev.tributary.benchmarks.peers;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.Schemas;
import dev.tributary.config.ViewFile;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The join as people write it: two tables, a foreign-key left join, and no more. */
final class DslJoin {

    private static final String DEFAULT = "default";

    private DslJoin() {}

    public static void main(String[] arguments) {
        Options options = new Options(arguments);
        SchemaRegistry registry = SchemaRegistry.fromConfig(Map.of("schema.registry.url", options.get("registry")));
        StreamsProcess.run(topology(options, registry), settings(options));
    }

    private static Properties settings(Options options) {
        if (options.get("variant", DEFAULT).equals(DEFAULT)) {
            return StreamsProcess.defaults(options);
        }
        Properties tuned = StreamsProcess.tuned(options);
        tuned.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedStoreMemory.class);
        return tuned;
    }

    private static Topology topology(Options options, SchemaRegistry registry) {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<Long, Rows.User> users = builder.stream(
                        options.get("users"),
                        Consumed.with(Serdes.Long(), events(registry, "UserEnvelope", Rows.User::of)))
                .toTable(stored("users", RowSerde.ofUsers()));
        KTable<Long, Rows.Order> orders = builder.stream(
                        options.get("orders"),
                        Consumed.with(Serdes.Long(), events(registry, "OrderEnvelope", Rows.Order::of)))
                .toTable(stored("orders", RowSerde.ofOrders()));
        Serializer<Rows.Enriched> results =
                new AvroSerializer<>(registry, ViewFile.bundled().schema(), new EnrichedWriter());
        orders.leftJoin(users, Rows.Order::userId, Rows.Enriched::new)
                .toStream()
                .to(options.get("output"), Produced.with(Serdes.Long(), Serdes.serdeFrom(results, (topic, bytes) -> {
                    throw new UnsupportedOperationException("results are only written");
                })));
        return builder.build();
    }

    private static <T> Materialized<Long, T, KeyValueStore<Bytes, byte[]>> stored(String name, Serde<T> rows) {
        return Materialized.<Long, T, KeyValueStore<Bytes, byte[]>>as(name)
                .withKeySerde(Serdes.Long())
                .withValueSerde(rows);
    }

    /** Reads a change event as the row it leaves behind; a deletion leaves none, which Streams takes as such. */
    @SuppressWarnings("NullAway")
    private static <T> Serde<T> events(
            SchemaRegistry registry, String schema, Function<GenericRecord, @Nullable T> row) {
        Schema projection = Schemas.load(schema);
        return Serdes.serdeFrom(
                (topic, data) -> {
                    throw new UnsupportedOperationException("change events are only read");
                },
                new AvroDeserializer<>(registry, DatumReaderFactory.projecting(projection, row)));
    }
}
