package dev.tributary.view;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.metrics.Histogram;
import dev.tributary.tier.Closing;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.topics.KeySerde;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The topology of the view tier. The store is called {@code orders-view}, whatever the view is:
 *
 * <pre>
 * topic of the results ──► view-update ──► orders-view (rows, and an index for each foreign key)
 * </pre>
 *
 * The store is read-only in Kafka's sense (KIP-813): the topic that feeds it is the one it is restored from, so the tier
 * writes nothing to Kafka.
 */
final class ViewTopology {

    static final String SOURCE = "enriched-orders-records";
    static final String UPDATE = "view-update";

    private ViewTopology() {}

    /**
     * Builds the topology.
     *
     * @param view whose rows are held
     * @param memoryBytes what all databases of the process share
     * @param closing of the tier, which stops if state cannot be restored
     * @param latency of changes, from their commit until they are applied here
     */
    static Topology build(
            ViewContract view,
            String enrichedTopic,
            PatientRegistry registry,
            ViewStores stores,
            long memoryBytes,
            Closing closing,
            Histogram latency,
            InstantSource clock) {
        VisibleLatency visible = new VisibleLatency(latency, clock);
        Deserializer<ViewFields> fields = ViewFields.deserializer(registry, view);
        return new Topology()
                .addReadOnlyStateStore(
                        new Builder(() -> new ViewStore(stores, view, fields, enrichedTopic, memoryBytes, closing)),
                        SOURCE,
                        new KeySerde(view.keyType()).deserializer(),
                        new ByteArrayDeserializer(),
                        enrichedTopic,
                        UPDATE,
                        () -> new ViewUpdate(visible));
    }

    private record Builder(Supplier<ViewStore> store) implements StoreBuilder<ViewStore> {

        @Override
        public StoreBuilder<ViewStore> withCachingEnabled() {
            throw new UnsupportedOperationException("the view has no cache of its own");
        }

        @Override
        public StoreBuilder<ViewStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<ViewStore> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("the view is restored from the topic that it is made of");
        }

        @Override
        public StoreBuilder<ViewStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public ViewStore build() {
            return store.get();
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }

        @Override
        public String name() {
            return ViewStore.NAME;
        }
    }
}
