package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.ToolException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorFileTest {

    private static final ConnectorFile SHIPPED =
            ConnectorFile.read(Path.of("../connect/connectors/tributary-source.json"));

    private static final URI CONNECT = URI.create("http://127.0.0.1:8083");

    private static ConnectorFile with(Map<String, String> settings) {
        Map<String, String> config = new HashMap<>(SHIPPED.config());
        config.putAll(settings);
        return new ConnectorFile("school", config);
    }

    @Test
    void itsTablesAreThoseOfItsListButTributarysOwn() {
        assertThat(SHIPPED.tables(List.of())).containsExactly("public.orders", "public.users");
        assertThat(SHIPPED.tables(List.of("users", "public.orders"))).containsExactly("public.users", "public.orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rooms", "other.orders", "tributary.heartbeat"})
    void aTableThatItDoesNotCaptureIsRefused(String table) {
        assertThatThrownBy(() -> SHIPPED.tables(List.of("orders", table)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining(table + " is not captured")
                .hasMessageContaining("the connector tributary-source names public.orders and public.users")
                .hasMessageContaining("--connector");
    }

    /** Nothing is swept then, and the command must not look as if all were well. */
    @Test
    void aListThatNamesNoTableIsRefused() {
        ConnectorFile connector = with(Map.of("table.include.list", "public\\..*,tributary.heartbeat"));

        assertThatThrownBy(() -> connector.tables(List.of()))
                .isInstanceOf(ToolException.class)
                .hasMessage("table.include.list of the connector school names no table; a pattern is no name");
    }

    @Test
    void aConnectorOfSomethingElseIsRefused() {
        ConnectorFile connector = new ConnectorFile("files", Map.of("connector.class", "FileStreamSource"));

        assertThatThrownBy(() -> connector.tables(List.of("orders")))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("the connector files does not read a publication of PostgreSQL")
                .hasMessageContaining("--connector");
    }

    @Test
    void itsTopicsHaveItsPrefix() {
        assertThat(SHIPPED.changeTopic("public.orders")).isEqualTo("cdc.public.orders");
        assertThat(with(Map.of("topic.prefix", "second")).changeTopic("public.orders"))
                .isEqualTo("second.public.orders");
    }

    @Test
    void snapshotsAreRequestedAsItIsConfigured() {
        Snapshot.Settings settings = Snapshot.Settings.of(
                with(Map.of(
                        "slot.name", "of_school",
                        "publication.name", "lessons",
                        "signal.data.collection", "own.requests",
                        "notification.sink.topic.name", "school.notifications")),
                CONNECT);

        assertThat(settings.name()).isEqualTo("school");
        assertThat(settings.slot()).isEqualTo("of_school");
        assertThat(settings.capture().publication()).isEqualTo("lessons");
        assertThat(settings.capture().signalTable()).contains("own.requests");
        assertThat(settings.signals()).isEqualTo("own.requests");
        assertThat(settings.notifications()).isEqualTo("school.notifications");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slot.name", "signal.data.collection", "notification.sink.topic.name"})
    void snapshotsNeedTheseSettings(String setting) {
        ConnectorFile connector = with(Map.of(setting, ""));

        assertThatThrownBy(() -> Snapshot.Settings.of(connector, CONNECT))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("the connector school has no " + setting);
    }
}
