package dev.tributary.enrich;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.tier.Closing;
import dev.tributary.tier.PatientRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The topology of the enrich tier, a function of its settings:
 *
 * <pre>
 * cdc.public.users ──► users-guard ──► users-to-all (each user to every partition) ──► user-join ──┐
 *                                                                                        users ◄───┤ one task
 *                                                                                       orders ◄───┤ a partition
 * cdc.public.orders ──────────────────────────────────────────────────────────────► order-join ────┘
 *                                                                                           └──► enriched-orders
 * </pre>
 *
 * Orders stay where they are, keyed by their id; every partition of them has a copy of all users. So an order has one writer,
 * whoever its user is, and a changed user reaches its orders in all partitions at once. docs/decisions/0009 says why.
 */
final class EnrichTopology {

    private EnrichTopology() {}

    /**
     * Builds the topology.
     *
     * @param registry where the schemas of change events are found
     * @param resultSchemaId the id of {@link EnrichedOrderEncoder#SCHEMA}
     * @param fanOuts told of users whose change is on its way
     * @param viewBehind how many results the view of this process has not applied
     * @param memory where the stores of the join are
     * @param closing of the tier, which stops if state cannot be restored
     */
    static Topology build(
            EnrichSettings settings,
            SchemaRegistry registry,
            int resultSchemaId,
            FanOutMetrics fanOuts,
            LongSupplier viewBehind,
            JoinMemory memory,
            Closing closing) {
        JoinTopology topology = new JoinTopology();
        UserRowSerde userRows = new UserRowSerde();
        EnrichedOrderEncoder encoder = new EnrichedOrderEncoder(resultSchemaId);
        addUsers(topology, settings, registry, userRows);
        addJoin(
                topology,
                settings,
                registry,
                () -> new UserStore(userRows, memory, closing),
                () -> new OrderStore(
                        WrittenOrder.deserializer(new PatientRegistry(registry, closing)), memory, closing),
                userRows,
                () -> new UserJoin(encoder, fanOuts, viewBehind),
                () -> new OrderJoin(settings, encoder));
        return topology;
    }

    private static void addUsers(
            JoinTopology topology, EnrichSettings settings, SchemaRegistry registry, UserRowSerde rows) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.USER_CHANGES,
                new CommitTime(),
                new LongDeserializer(),
                changes(CapturedTable.USERS, registry),
                settings.usersTopic());
        topology.addProcessor(Names.USER_GUARD, UserGuard.supplier(settings), Names.USER_CHANGES);
        topology.addRepartitionTopic(Names.USERS_TO_ALL_TOPIC);
        topology.addSink(
                Names.USERS_TO_ALL,
                Names.USERS_TO_ALL_TOPIC,
                new LongSerializer(),
                rows.serializer(),
                toEveryPartition(settings.partitions()),
                Names.USER_GUARD);
    }

    private static void addJoin(
            JoinTopology topology,
            EnrichSettings settings,
            SchemaRegistry registry,
            Supplier<UserStore> userStore,
            Supplier<OrderStore> orderStore,
            UserRowSerde userRows,
            Supplier<UserJoin> userJoin,
            Supplier<OrderJoin> orderJoin) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.USERS_FROM_ALL,
                new LongDeserializer(),
                userRows.deserializer(),
                Names.USERS_TO_ALL_TOPIC);
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.ORDER_CHANGES,
                new CommitTime(),
                new LongDeserializer(),
                changes(CapturedTable.ORDERS, registry),
                settings.ordersTopic());
        topology.copartition(Set.of(Names.USERS_FROM_ALL, Names.ORDER_CHANGES));

        topology.addProcessor(Names.USER_JOIN, userJoin::get, Names.USERS_FROM_ALL);
        topology.addProcessor(Names.ORDER_JOIN, orderJoin::get, Names.ORDER_CHANGES);

        String usersChangelog = Names.usersChangelogTopic(settings.applicationId());
        topology.addStoreRestoredFrom(usersChangelog, Names.USERS, userStore, Names.USER_JOIN, Names.ORDER_JOIN);
        topology.addStoreRestoredFrom(
                settings.enrichedTopic(), Names.ORDERS, orderStore, Names.USER_JOIN, Names.ORDER_JOIN);
        topology.addSink(
                Names.USERS_CHANGELOG,
                usersChangelog,
                new LongSerializer(),
                UserCopy.serializer(userRows),
                toPartitionOfCopy(),
                Names.USER_JOIN);
        topology.addSink(
                Names.RESULTS,
                settings.enrichedTopic(),
                new LongSerializer(),
                new ByteArraySerializer(),
                Names.USER_JOIN,
                Names.ORDER_JOIN);
    }

    private static <C> Deserializer<Change<C>> changes(CapturedTable<C> table, SchemaRegistry registry) {
        Envelope<C> envelope = new Envelope<>(table.envelope(), table.columns());
        return new ProjectingDeserializer<>(
                registry, table.envelope(), CapturedSchema.check(table.envelope()), envelope);
    }

    static StreamPartitioner<Long, UserCopy> toPartitionOfCopy() {
        return (topic, key, copy, partitions) -> Optional.of(Set.of(copy.partition()));
    }

    static StreamPartitioner<Long, Row<User>> toEveryPartition(int partitions) {
        Optional<Set<Integer>> all =
                Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()));
        return (topic, key, value, ofTopic) -> all;
    }
}
