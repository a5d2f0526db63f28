package dev.tributary.enrich;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The topology of the enrich tier, a function of its settings:
 *
 * <pre>
 * cdc.public.users  → unwrap → guard ─┐
 *                                      ├─ join → enriched-orders
 * cdc.public.orders → unwrap → guard ─┘
 * </pre>
 */
final class EnrichTopology {

    private EnrichTopology() {}

    /**
     * Builds the topology.
     *
     * @param registry where the schemas of change events are found
     * @param results writes what goes to {@code enriched-orders}
     */
    static Topology build(EnrichSettings settings, SchemaRegistry registry, Serializer<EnrichedOrder> results) {
        return build(settings, registry, results, new ForeignKeyJoin());
    }

    static Topology build(
            EnrichSettings settings, SchemaRegistry registry, Serializer<EnrichedOrder> results, Join join) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<Long, Row<User>> users = changes(builder, settings.usersTopic(), Users.TABLE, settings, registry);
        KStream<Long, Row<Order>> orders = changes(builder, settings.ordersTopic(), Orders.TABLE, settings, registry);
        join.join(orders, users)
                .to(
                        settings.enrichedTopic(),
                        Produced.<Long, EnrichedOrder>as(Names.OUTPUT)
                                .withKeySerde(Serdes.Long())
                                .withValueSerde(writeOnly(results)));
        return builder.build();
    }

    private static <C> KStream<Long, Row<C>> changes(
            StreamsBuilder builder,
            String topic,
            CapturedTable<C> table,
            EnrichSettings settings,
            SchemaRegistry registry) {
        return builder.stream(
                        topic,
                        Consumed.<Long, Change<C>>as(Names.source(table))
                                .withKeySerde(Serdes.Long())
                                .withValueSerde(changeSerde(table, registry))
                                .withTimestampExtractor(new CommitTime()))
                .processValues(Guard.of(table, settings.deletedRetention()), Named.as(Names.guard(table)));
    }

    private static <C> Serde<Change<C>> changeSerde(CapturedTable<C> table, SchemaRegistry registry) {
        Envelope<C> envelope = new Envelope<>(table.envelope(), table.columns());
        Deserializer<Change<C>> unwrapping = new AvroDeserializer<>(
                registry,
                CapturedSchema.checked(table.envelope(), DatumReaderFactory.projecting(table.envelope(), envelope)));
        return Serdes.serdeFrom(new ReadOnly<>(), unwrapping);
    }

    private static Serde<EnrichedOrder> writeOnly(Serializer<EnrichedOrder> results) {
        return Serdes.serdeFrom(results, (topic, bytes) -> {
            throw new UnsupportedOperationException("the enrich tier does not read what it writes");
        });
    }

    /** Change events are read only; nobody writes them back. */
    private static final class ReadOnly<T> implements Serializer<T> {
        @Override
        public byte[] serialize(String topic, T data) {
            throw new UnsupportedOperationException("change events are only read");
        }
    }
}
