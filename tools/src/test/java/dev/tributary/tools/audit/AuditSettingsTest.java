package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.connectors.ConnectorFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditSettingsTest {

    @Test
    void theSlotAndTheTopicsAreThoseOfTheConnector() {
        AuditSettings defaults = AuditSettings.defaults();
        AuditSettings settings = defaults.capturedBy(
                new ConnectorFile("second", Map.of("slot.name", "of_second", "topic.prefix", "other")));

        assertThat(settings.slot()).isEqualTo("of_second");
        assertThat(settings.sourceTopics()).containsExactly("other.public.orders", "other.public.users");
        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("slot", "sourceTopics")
                .isEqualTo(defaults);
    }
}
