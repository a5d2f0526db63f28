package dev.tributary.enrich;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.tier.PatientRegistry;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology of the enrich tier, a function of its settings:
 *
 * <pre>
 *                         ┌──────────────────────────────────────────────────────────────────┐
 *                         ▼                                                                  │
 * cdc.public.users ──► users-guard ──► users (a topic) ──► UsersReader of each process ──► SharedUsers
 *                                                                                             │
 *                                                                                             ▼
 * cdc.public.orders ─────────────────────────────────────────────────────────────────► order-join ──► enriched-orders
 *                                                                                        │    ▲
 *                                                                                        orders
 * </pre>
 *
 * Orders stay where they are, keyed by their id; every process has one copy of all users. So an order has one writer, whoever its user
 * is, and a changed user reaches its orders in all partitions at once. docs/decisions/0009 says why.
 */
final class EnrichTopology {

    private EnrichTopology() {}

    /**
     * Builds the topology.
     *
     * @param registry where the schemas of change events are found
     * @param resultSchemaId the id of the contract
     * @param users of this process; its memory is also that of the orders, and its end that of the tier
     * @param fanOuts told of users whose change is on its way
     * @param viewBehind how many results the view has not applied, by partition: of all that the owner of that partition has
     */
    static Topology build(
            EnrichSettings settings,
            SchemaRegistry registry,
            int resultSchemaId,
            UsersReader users,
            FanOutMetrics fanOuts,
            IntToLongFunction viewBehind) {
        JoinTopology topology = new JoinTopology();
        addUsers(topology, settings, registry, users);
        addJoin(topology, settings, registry, new EnrichedOrderEncoder(resultSchemaId), users, fanOuts, viewBehind);
        return topology;
    }

    private static void addUsers(
            JoinTopology topology, EnrichSettings settings, SchemaRegistry registry, UsersReader users) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.USER_CHANGES,
                new CommitTime(),
                new LongDeserializer(),
                changes(settings.tables().referenced(), registry),
                settings.userChangesTopic());
        topology.addProcessor(Names.USER_GUARD, () -> new UserGuard(settings, users), Names.USER_CHANGES);
        topology.addStoreRestoredFrom(
                settings.usersTopic(), Names.USERS_GUARDED, () -> new GuardedUsers(users), Names.USER_GUARD);
        topology.addSink(
                Names.USERS,
                settings.usersTopic(),
                new LongSerializer(),
                new RowSerde(settings.tables().referenced().encoding()).serializer(),
                Names.USER_GUARD);
    }

    private static void addJoin(
            JoinTopology topology,
            EnrichSettings settings,
            SchemaRegistry registry,
            EnrichedOrderEncoder encoder,
            UsersReader users,
            FanOutMetrics fanOuts,
            IntToLongFunction viewBehind) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.ORDER_CHANGES,
                new CommitTime(),
                new LongDeserializer(),
                changes(settings.tables().base(), registry),
                settings.ordersTopic());
        topology.addProcessor(
                Names.ORDER_JOIN,
                () -> new OrderJoin(settings, encoder, users, fanOuts, viewBehind),
                Names.ORDER_CHANGES);
        topology.addStoreRestoredFrom(
                settings.enrichedTopic(),
                Names.ORDERS,
                () -> new OrderStore(
                        settings.tables(),
                        WrittenOrder.deserializer(new PatientRegistry(registry, users.closing()), settings.tables()),
                        users.memory(),
                        users.closing(),
                        settings.deletedRetention(),
                        settings.results()),
                Names.ORDER_JOIN);
        topology.addSink(
                Names.RESULTS,
                settings.enrichedTopic(),
                new LongSerializer(),
                new ByteArraySerializer(),
                Names.ORDER_JOIN);
    }

    private static Deserializer<Change> changes(CapturedTable table, SchemaRegistry registry) {
        return new ProjectingDeserializer<>(
                registry, table.envelope(), CapturedSchema.check(table), new Envelope(table));
    }
}
