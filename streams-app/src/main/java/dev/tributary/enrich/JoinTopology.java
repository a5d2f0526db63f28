package dev.tributary.enrich;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A {@link Topology} that can also do what Kafka Streams does for its own DSL and offers nobody else: name the topic that a store is
 * restored from. KAFKA-6035 asks for that where a sink writes the same records anyway.
 */
final class JoinTopology extends Topology {

    /**
     * Adds a store that logs nothing itself: the topology writes its changes to a topic by a sink.
     *
     * @param changelog the topic, of which must be there, with as many partitions as the store's processors have tasks
     */
    <S extends StateStore> void addStoreRestoredFrom(
            String changelog, String name, Supplier<S> store, String... processors) {
        internalTopologyBuilder.addStateStore(new Unlogged<>(name, store), processors);
        internalTopologyBuilder.connectSourceStoreAndTopic(name, changelog);
    }

    private record Unlogged<S extends StateStore>(String name, Supplier<S> store) implements StoreBuilder<S> {

        @Override
        public StoreBuilder<S> withCachingEnabled() {
            throw new UnsupportedOperationException("store " + name + " has no cache");
        }

        @Override
        public StoreBuilder<S> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<S> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("store " + name + " is logged by the topology");
        }

        @Override
        public StoreBuilder<S> withLoggingDisabled() {
            return this;
        }

        @Override
        public S build() {
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
    }
}
