package dev.tributary.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.enrich.EnrichTier;
import dev.tributary.enrich.FanOutMetrics;
import dev.tributary.rocksdb.SharedRocksDbMemory;
import dev.tributary.tier.RunningTier;
import dev.tributary.view.HeldPartition;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.state.HostInfo;

/** What this instance runs, and how far it is. */
final class InstanceStatus {

    private static final JsonMapper JSON = new JsonMapper();

    private final ViewContract definition;
    private final String topic;
    private final Supplier<HostInfo> self;
    private final Supplier<Tiers> tiers;
    private final Instant started = Instant.now();

    /**
     * Of this process.
     *
     * @param definition of the view that it runs
     * @param topic of the results
     */
    InstanceStatus(ViewContract definition, String topic, Supplier<HostInfo> self, Supplier<Tiers> tiers) {
        this.definition = definition;
        this.topic = topic;
        this.self = self;
        this.tiers = tiers;
    }

    String address() {
        return Advertised.hostAndPort(self.get());
    }

    ObjectNode node() {
        ObjectNode instance = JSON.createObjectNode()
                .put("address", address())
                .put("started_at", started.toString())
                .put("view", definition.name())
                .put("definition", "%016x".formatted(definition.fingerprint()));
        ObjectNode columns = instance.put("topic", topic).putObject("columns");
        definition.columns().byField().forEach(columns::put);
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        instance.putObject("memory")
                .put("heap_bytes", heap.getUsed())
                .put("heap_max_bytes", heap.getMax())
                .put("rocksdb_bytes", SharedRocksDbMemory.used());
        ArrayNode running = instance.putArray("tiers");
        tiers.get().running().forEach(tier -> running.add(describe(tier)));
        tiers.get().enrich().ifPresent(enrich -> describe(enrich, instance));
        ArrayNode partitions = instance.putArray("partitions");
        tiers.get()
                .view()
                .ifPresent(view ->
                        view.tier().held().forEach((partition, held) -> partitions.add(describe(partition, held))));
        return instance;
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(node());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void describe(EnrichTier enrich, ObjectNode instance) {
        FanOutMetrics fanOuts = enrich.fanOuts();
        instance.put("contract_id", enrich.contractId());
        instance.putObject("fan_out")
                .put("users", fanOuts.changedRows())
                .put("orders_remaining", fanOuts.resultsRemaining())
                .put("oldest_ms", fanOuts.oldestMillis());
        // Before all of its tasks run, it does not know.
        if (enrich.tier().streams().state() == KafkaStreams.State.RUNNING) {
            instance.put("rows_to_rewrite", fanOuts.rowsToRewrite());
        } else {
            instance.putNull("rows_to_rewrite");
        }
        instance.put("dead_letters", enrich.deadLetters().total());
    }

    private static ObjectNode describe(RunningTier tier) {
        KafkaStreams streams = tier.streams();
        ObjectNode node = JSON.createObjectNode()
                .put("name", tier.name())
                .put("state", streams.state().name())
                .put("lag", lag(streams));
        ArrayNode tasks = node.putArray("tasks");
        TreeSet<String> active = new TreeSet<>();
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
            Collection<TaskMetadata> ofThread = thread.activeTasks();
            ofThread.forEach(task -> active.add(task.taskId().toString()));
        }
        active.forEach(tasks::add);
        return node;
    }

    /** Records of its sources that the tier has not read yet, by its consumers' own count. */
    private static long lag(KafkaStreams streams) {
        double records = 0;
        for (Metric metric : List.copyOf(streams.metrics().values())) {
            if (metric.metricName().name().equals("records-lag")
                    && !metric.metricName().tags().getOrDefault("client-id", "").contains("-restore-consumer")
                    && metric.metricValue() instanceof Double value
                    && !value.isNaN()) {
                records += value;
            }
        }
        return (long) records;
    }

    private static String role(HeldPartition held) {
        if (held.active()) {
            return "active";
        }
        if (held.stale()) {
            return "stale";
        }
        return held.readable() ? "standby" : "restoring";
    }

    private static ObjectNode describe(int partition, HeldPartition held) {
        ObjectNode node = JSON.createObjectNode()
                .put("partition", partition)
                .put("role", role(held))
                .put("offset", held.offset());
        held.lag().ifPresentOrElse(lag -> node.put("lag", lag), () -> node.putNull("lag"));
        return node;
    }
}
