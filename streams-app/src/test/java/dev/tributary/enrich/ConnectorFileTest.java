package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What the application and the connector's file must agree on. */
class ConnectorFileTest {

    private static final Path FILE = Path.of("..", "connect", "connectors", "tributary-source.json");

    /** What else is in a table must not be able to stop the capture: its name, its type, or its size. */
    @Test
    void capturesTheColumnsThatAreReadAndNoOthers() throws IOException {
        JsonNode config = new ObjectMapper().readTree(FILE.toFile()).get("config");

        assertThat(config.get("column.include.list").textValue().split(","))
                .containsExactlyInAnyOrder(
                        columns(
                                "public",
                                TestRows.TABLES.referenced().getFirst().captured()),
                        columns("public", TestRows.TABLES.base()),
                        "tributary\\.heartbeat\\.(id|beat_at)",
                        "tributary\\.signal\\.(id|type|data)");
    }

    /** As Debezium matches them: a regular expression for schema, table and column. */
    private static String columns(String schema, CapturedTable table) {
        Schema row = table.envelope().getField("after").schema().getTypes().getLast();
        return row.getFields().stream()
                .map(Schema.Field::name)
                .collect(Collectors.joining("|", schema + "\\." + table.name() + "\\.(", ")"));
    }

    @Test
    void namesThePlaceholderThatTheApplicationKnowsAndNobodyCanType() throws IOException {
        JsonNode config = new ObjectMapper().readTree(FILE.toFile()).get("config");

        assertThat(config.get("unavailable.value.placeholder").textValue()).isEqualTo(CapturedTable.UNAVAILABLE);
        assertThat(CapturedTable.UNAVAILABLE).hasSizeGreaterThan(100);
    }
}
