package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.topics.DescribedTopic;
import java.nio.file.Path;
import java.time.Duration;
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

            int id = EnrichTier.resolveContract(config, registry);
            DescribedTopic results = new DescribedTopic(Uuid.randomUuid(), Duration.ofDays(1), 1 << 20);
            try (SharedTables users = SharedTables.start(config, registry, List.of(TestTable.TOPIC), metrics);
                    EnrichTier tier = EnrichTier.start(config, registry, id, results, metrics, users, partition -> 0)) {
                assertThat(tier.tier().stopped()).isNotCompleted();
            }
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
