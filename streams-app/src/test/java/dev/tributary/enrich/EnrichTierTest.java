package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.topics.DescribedTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichTierTest {

    @TempDir
    private Path folder;

    /** Its first step is called again until it succeeds; the second one, which registers metrics, is not. */
    @Test
    void startsWhenTheRegistryFailedBetweenTwoRequests() {
        AppConfig config = AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                        "TRIBUTARY_STATE_DIR", folder.toString(),
                        "TRIBUTARY_SHUTDOWN_TIMEOUT_MS", "0"));
        try (FailsOnce registry = new FailsOnce();
                AppMetrics metrics = new AppMetrics()) {
            assertThatThrownBy(() -> EnrichTier.resolveContract(config, registry))
                    .isInstanceOf(SchemaRegistryUnavailableException.class);

            EnrichTier.resolveRows(config, registry);
            int id = EnrichTier.resolveContract(config, registry);
            DescribedTopic results = new DescribedTopic(Uuid.randomUuid(), Duration.ofDays(1), 1 << 20);
            try (SharedTables users = SharedTables.start(config, registry, List.of(TestTable.TOPIC), metrics);
                    EnrichTier tier = EnrichTier.start(config, registry, id, results, metrics, users, partition -> 0)) {
                assertThat(tier.tier().stopped()).isNotCompleted();
            }
        }
    }

    /** One that cannot take over what was written registers no contract: it is refused in between. */
    @Test
    void registersTheContractAfterTheSchemasOfItsOwnTopics() {
        AppConfig config = AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1"));
        List<String> registered = new ArrayList<>();
        try (InMemorySchemaRegistry registry = new InMemorySchemaRegistry() {
            @Override
            public synchronized int register(String subject, Schema schema) {
                registered.add(subject);
                return super.register(subject, schema);
            }
        }) {
            EnrichTier.resolveRows(config, registry);
            assertThat(registered).containsExactly("tributary-enrich-users-value");

            int id = EnrichTier.resolveContract(config, registry);
            assertThat(registered).containsExactly("tributary-enrich-users-value", "enriched-orders-value");
            assertThat(registry.schemaById(id)).isEqualTo(config.view().schema());
        }
    }

    /** Answers the request for the id of the contract, and then not the first one for its text. */
    private static final class FailsOnce extends InMemorySchemaRegistry {
        private boolean failed;

        @Override
        public synchronized Schema schemaById(int id) {
            if (!failed) {
                failed = true;
                throw new SchemaRegistryUnavailableException("the registry does not answer", null);
            }
            return super.schemaById(id);
        }
    }
}
