package dev.tributary.enrich;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.topics.KeySerde;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology of the enrich tier, a function of its settings. For the shipped view, with the base table {@code orders} and the joined
 * table {@code users}:
 *
 * <pre>
 *                         ┌──────────────────────────────────────────────────────────────────────┐
 *                         ▼                                                                      │
 * cdc.public.users ──► users-guard ──► users (a topic) ──► JoinedTableReader of each process ──► SharedTable
 *                                                                                                │
 *                                                                                                ▼
 * cdc.public.orders ───────────────────────────────────────────────────────────────────────► orders-join ──► enriched-orders
 *                                                                                              │    ▲
 *                                                                                              orders
 * </pre>
 *
 * Base rows stay in their partition, keyed by their primary key; every process has one copy of each joined table. So a result has one
 * writer, whichever rows are joined to it, and a changed joined row reaches its results in all partitions at once. docs/decisions/0009
 * says why. Each joined table has a guard, a topic, a reader and a copy of its own.
 */
final class EnrichTopology {

    private EnrichTopology() {}

    /**
     * Builds the topology.
     *
     * @param registry where the schemas of change events are found
     * @param resultSchemaId the id of the contract
     * @param shared tables of this process; their memory is also that of the base rows, and their end that of the tier
     * @param fanOuts told of joined rows whose change is on its way
     * @param viewBehind how many results the view has not applied, by partition: of all that the owner of that partition has
     */
    static Topology build(
            EnrichSettings settings,
            SchemaRegistry registry,
            int resultSchemaId,
            SharedTables shared,
            FanOutMetrics fanOuts,
            IntToLongFunction viewBehind) {
        JoinTopology topology = new JoinTopology();
        for (int table = 0; table < settings.referenced().size(); table++) {
            CapturedTable captured = settings.tables().referenced().get(table).captured();
            JoinedTableReader reader = shared.readers().get(table);
            addReferenced(topology, captured, settings, settings.referenced().get(table), registry, reader);
        }
        addJoin(topology, settings, registry, resultSchemaId, shared, fanOuts, viewBehind);
        return topology;
    }

    private static void addReferenced(
            JoinTopology topology,
            CapturedTable table,
            EnrichSettings settings,
            EnrichSettings.Referenced topics,
            SchemaRegistry registry,
            JoinedTableReader reader) {
        Names names = topics.names();
        String changes = names.changes();
        if (topics.changes().equals(settings.baseTopic())) {
            addSource(
                    topology,
                    names,
                    table.encoding().keyType(),
                    SelfReference.deserializer(changes(settings.tables().base(), registry), changes(table, registry)),
                    topics.changes());
            topology.addProcessor(names.asBase(), SelfReference::asBase, names.changes());
            topology.addProcessor(names.asReferenced(), SelfReference::asReferenced, names.changes());
            changes = names.asReferenced();
        } else {
            addSource(topology, names, table.encoding().keyType(), changes(table, registry), topics.changes());
        }
        topology.addProcessor(
                names.guard(), () -> new JoinedTableGuard(table, topics, settings.maxRowBytes(), reader), changes);
        topology.addStoreRestoredFrom(
                topics.rows(), names.guarded(), () -> new GuardStore(names.guarded(), reader), names.guard());
        topology.addSink(
                names.rows(),
                topics.rows(),
                new KeySerde(table.encoding().keyType()).serializer(),
                reader.rows().serializer(),
                names.guard());
    }

    private static void addJoin(
            JoinTopology topology,
            EnrichSettings settings,
            SchemaRegistry registry,
            int resultSchemaId,
            SharedTables shared,
            FanOutMetrics fanOuts,
            IntToLongFunction viewBehind) {
        JoinedTables tables = settings.tables();
        Names names = Names.of(tables.view().base().table());
        String changes = names.asBase();
        if (settings.referenced().stream().noneMatch(topics -> topics.changes().equals(settings.baseTopic()))) {
            addSource(topology, names, tables.view().keyType(), changes(tables.base(), registry), settings.baseTopic());
            changes = names.changes();
        }
        topology.addProcessor(
                names.join(),
                () -> new BaseRowJoin(settings, new ResultEncoder(resultSchemaId, tables), shared, fanOuts, viewBehind),
                changes);
        topology.addStoreRestoredFrom(
                settings.enrichedTopic(),
                Names.BASE_ROWS,
                () -> new BaseRowStore(
                        tables,
                        WrittenResult.deserializer(new PatientRegistry(registry, shared.closing()), tables),
                        shared.memory(),
                        shared.closing(),
                        settings.deletedRetention(),
                        settings.results()),
                names.join());
        topology.addSink(
                Names.RESULTS,
                settings.enrichedTopic(),
                new KeySerde(tables.view().keyType()).serializer(),
                new ByteArraySerializer(),
                names.join());
    }

    private static void addSource(
            JoinTopology topology, Names names, KeyType keys, Deserializer<?> changes, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                names.changes(),
                new CommitTime(),
                new KeySerde(keys).deserializer(),
                changes,
                topic);
    }

    private static Deserializer<Change> changes(CapturedTable table, SchemaRegistry registry) {
        return new ProjectingDeserializer<>(
                registry, table.envelope(), CapturedSchema.check(table), new Envelope(table));
    }
}
