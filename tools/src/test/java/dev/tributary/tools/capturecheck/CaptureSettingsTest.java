package dev.tributary.tools.capturecheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptureSettingsTest {

    @Test
    void readsAConnectorsConfiguration() {
        assertThat(CaptureSettings.of(Map.of(
                        "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
                        "publication.name", "p",
                        "database.dbname", "d",
                        "database.user", "${env:USER}",
                        "table.include.list", "public.a, public\\.b,public.c_.*",
                        "column.include.list", "public\\.a\\.id")))
                .contains(new CaptureSettings(
                        "p",
                        Optional.of("d"),
                        Optional.empty(),
                        List.of("public.a", "public.b"),
                        Optional.empty(),
                        List.of("public\\.a\\.id")));
    }

    @Test
    void aDatabaseThatTheWorkerResolvesIsNotKnown() {
        assertThat(CaptureSettings.of(Map.of(
                                "connector.class", "PostgresConnector",
                                "publication.name", "p",
                                "database.dbname", "${env:DATABASE}"))
                        .orElseThrow()
                        .database())
                .isEmpty();
    }

    @Test
    void passesOverOtherConnectors() {
        assertThat(CaptureSettings.of(Map.of("connector.class", "Other", "publication.name", "p")))
                .isEmpty();
    }

    @Test
    void aViewIsCapturedByAConnectorAsThatIsConfigured() {
        CaptureSettings defaults = CaptureSettings.defaults();
        CaptureSettings connector = new CaptureSettings(
                "lessons",
                Optional.of("school"),
                Optional.of("reader"),
                List.of("public.rooms"),
                Optional.of("own.requests"),
                List.of("public\\.rooms\\.id"));

        assertThat(defaults.by(connector))
                .isEqualTo(new CaptureSettings(
                        "lessons",
                        Optional.of("school"),
                        Optional.of("reader"),
                        defaults.tables(),
                        Optional.of("own.requests"),
                        defaults.columns()));
    }

    @Test
    void theDefaultsAreThoseOfTheProjectsConnector() {
        CaptureSettings connector = CaptureSettings.of(
                        ConnectorFile.read(Path.of("../connect/connectors/tributary-source.json"))
                                .config())
                .orElseThrow();
        CaptureSettings defaults = CaptureSettings.defaults();

        assertThat(connector)
                .usingRecursiveComparison()
                .ignoringFields("columns", "database")
                .isEqualTo(defaults);
        View.shipped()
                .captured()
                .forEach((table, columns) -> assertThat(columns).allMatch(column -> connector.captures(table, column)));
    }
}
