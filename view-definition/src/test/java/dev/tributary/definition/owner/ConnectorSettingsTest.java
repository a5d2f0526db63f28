package dev.tributary.definition.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.SampleTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectorSettingsTest {

    /** The connector of the project captures what the shipped view needs, and nothing else. */
    @Test
    void thoseOfTheShippedViewAreInTheConnectorsFile() throws Exception {
        String view = Files.readString(Path.of("../views/enriched-orders.sql"));
        String connector = Files.readString(Path.of("../connect/connectors/tributary-source.json"));

        Map<String, String> settings = ConnectorSettings.of(SampleTables.SHOP.resolved(view));

        assertThat(settings).hasSize(3);
        settings.forEach((key, value) ->
                assertThat(connector).contains("\"" + key + "\": \"" + value.replace("\\", "\\\\") + "\""));
    }

    @Test
    void namesAreNoRegularExpressions() throws Exception {
        SampleTables tables = new SampleTables()
                .with("t", "id int4!", "a,b int4", "c.d int4", "größe int4")
                .with("u", "id int4!");
        Map<String, String> settings = ConnectorSettings.of(tables.resolved(
                "CREATE VIEW v AS SELECT t.id, t.\"a,b\" AS x, t.\"c.d\" AS y, t.\"größe\" AS z, u.id AS u"
                        + " FROM t LEFT JOIN u ON u.id = t.\"a,b\""));

        assertThat(settings.get("column.include.list"))
                .startsWith("public\\.t\\.(id|a\\x{2c}b|c\\x{2e}d|gr\\x{f6}\\x{df}e),public\\.u\\.(id),tributary");
        assertThat("a,b").matches("a\\x{2c}b");
    }

    /** A primary key that the view does not select is needed nevertheless: it is the key of the table's records. */
    @Test
    void listsTheKeyOfEachTable() {
        SampleTables tables = new SampleTables()
                .with("parcels", "id uuid!", "country text", "weight int4")
                .with("countries", "code varchar!", "name text", "area int8");
        Map<String, String> settings =
                ConnectorSettings.of(tables.resolved("CREATE VIEW v AS SELECT p.id, p.country, c.name FROM parcels p"
                        + " LEFT JOIN countries c ON c.code = p.country"));

        assertThat(settings)
                .containsEntry("rowId.columns", "public.parcels.id,public.countries.code,tributary.heartbeat.id");
        assertThat(settings.get("column.include.list"))
                .startsWith("public\\.parcels\\.(id|country),public\\.countries\\.(code|name),tributary");
    }
}
