package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the application and the connector's file must agree on. */
class ConnectorFileTest {

    private static final Path FILE = Path.of("..", "connect", "connectors", "tributary-source.json");

    @Test
    void namesThePlaceholderThatTheApplicationKnowsAndNobodyCanType() throws IOException {
        JsonNode config = new ObjectMapper().readTree(FILE.toFile()).get("config");

        assertThat(config.get("unavailable.value.placeholder").textValue()).isEqualTo(CapturedTable.UNAVAILABLE);
        assertThat(CapturedTable.UNAVAILABLE).hasSizeGreaterThan(100);
    }
}
