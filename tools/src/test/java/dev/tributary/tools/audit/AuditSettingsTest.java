package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.connectors.ConnectorFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditSettingsTest {

    @Test
    void theSlotAndTheTopicsAreThoseOfTheConnector() {
        AuditSettings defaults = AuditSettings.defaults();
        ConnectorFile connector =
                new ConnectorFile("second", Map.of("slot.name", "of_second", "topic.prefix", "other"));

        assertThat(defaults.capturedBy(connector))
                .isEqualTo(new AuditSettings(
                        defaults.view(),
                        defaults.topic(),
                        List.of("other.public.orders", "other.public.users"),
                        "of_second",
                        defaults.reporting(),
                        defaults.lakehouse(),
                        defaults.group(),
                        defaults.timeout(),
                        defaults.maxDifferences()));
    }
}
