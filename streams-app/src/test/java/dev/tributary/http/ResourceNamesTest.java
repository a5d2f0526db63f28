package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.view.KeyedViews;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ResourceNamesTest {

    private static final String SQL = "CREATE VIEW v AS SELECT t.no, t.agent, a AS who FROM help.tickets t"
            + " LEFT JOIN agents a ON a.code = t.agent";

    private static ViewContract view(String sql, String prefix) {
        return ViewContract.of(sql, new Schema.Parser().parse("""
                {"type": "record", "name": "Ticket", "fields": [
                  {"name": "no", "type": "long"},
                  {"name": "agent", "type": ["null", "long"], "default": null},
                  {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
                    {"name": "code", "type": "long"}]}], "default": null},
                  {"name": "%1$s_lsn", "type": "long"}, {"name": "%1$s_committed_at", "type": "long"},
                  {"name": "who_lsn", "type": ["null", "long"]}, {"name": "who_committed_at", "type": ["null", "long"]}]}""".formatted(prefix)));
    }

    @Test
    void thoseOfTheShippedViewAreWhatTheyWere() {
        ResourceNames names = ResourceNames.of(ViewFile.bundled());

        ResourceNames.Owner user = new ResourceNames.Owner(0, "user_id", "users", "user", "id", KeyType.INTEGER, true);
        assertThat(names).isEqualTo(new ResourceNames("orders", "order", "id", KeyType.INTEGER, List.of(user)));
        assertThat(names.rowPath()).isEqualTo("/orders/{id}");
        assertThat(names.ofOwnerPath(names.owners().getFirst())).isEqualTo("/users/{id}/orders");
        assertThat(names.ofOwnerPath(user, Key.of(7))).isEqualTo("/users/7/orders");
        assertThat(names.streamPath()).isEqualTo("/orders/stream");
        assertThat(names.schema()).isEqualTo("Order");
    }

    @Test
    void thoseOfAnotherViewComeFromItsTablesAndItsContract() {
        ResourceNames names = ResourceNames.of(view(SQL, "ticket"));

        assertThat(names.rowPath()).isEqualTo("/tickets/{no}");
        assertThat(names.ofOwnerPath(names.owners().getFirst())).isEqualTo("/agents/{code}/tickets");
        assertThat(names.row()).isEqualTo("ticket");
        assertThat(names.owners().getFirst().row()).isEqualTo("who");
        assertThat(names.owners().getFirst().field()).isEqualTo("agent");
    }

    @Test
    void aKeyStandsInAPathPercentEncoded() {
        ResourceNames names = ResourceNames.of(KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT));
        ResourceNames.Owner user = names.owners().getFirst();

        assertThat(names.ofOwnerPath(user, Key.of("a/b?c=1&d%+ \"~._-")))
                .isEqualTo("/users/a%2Fb%3Fc%3D1%26d%25%2B%20%22~._-/orders");
        assertThat(names.ofOwnerPath(user, Key.of("ß𝄞"))).isEqualTo("/users/%C3%9F%F0%9D%84%9E/orders");
        assertThat(List.of("", ".", ".."))
                .as("clients and proxies take such segments away")
                .allSatisfy(
                        key -> assertThat(names.ofOwnerPath(user, Key.of(key))).isEqualTo("/orders"));
    }

    /** Some texts are no segment of a path. */
    @Test
    void aTextCanBeAParameterToo() {
        assertThat(ResourceNames.of(KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT))
                        .selections())
                .extracting(Endpoint.Parameter::name)
                .containsExactly("user_id", "id");
        assertThat(ResourceNames.of(KeyedViews.of(KeyedViews.UUID, KeyedViews.TEXT))
                        .selections())
                .extracting(Endpoint.Parameter::name)
                .containsExactly("user_id");
        assertThat(ResourceNames.of(KeyedViews.of(KeyedViews.TEXT, KeyedViews.UUID))
                        .selections())
                .extracting(Endpoint.Parameter::name)
                .containsExactly("id");
        assertThat(ResourceNames.of(ViewFile.bundled()).selections()).isEmpty();
    }

    /** A row of one table for each row of another. */
    @Test
    void aKeyThatIsAForeignKeyIsOneParameter() {
        ViewContract profiles = ViewContract.of(
                "CREATE VIEW v AS SELECT p.login, a AS who FROM profiles p LEFT JOIN accounts a ON a.login = p.login",
                new Schema.Parser().parse("""
                        {"type": "record", "name": "Profile", "fields": [
                          {"name": "login", "type": "string"},
                          {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
                            {"name": "login", "type": "string"}]}], "default": null},
                          {"name": "profile_lsn", "type": "long"}, {"name": "profile_committed_at", "type": "long"},
                          {"name": "who_lsn", "type": ["null", "long"]}, {"name": "who_committed_at", "type": ["null", "long"]}]}"""));

        assertThat(ResourceNames.of(profiles).selections())
                .extracting(Endpoint.Parameter::name)
                .containsExactly("login");
    }

    @Test
    void noTextKeyIsCalledAsAParameterOfPages() {
        String sql = SQL.replace("t.no", "t.\"limit\"");
        String contract = view(SQL, "ticket").schema().toString();
        String texts = contract.replaceFirst("\"no\",\"type\":\"long\"", "\"limit\",\"type\":\"string\"");
        String numbers = contract.replaceFirst("\"no\"", "\"limit\"");

        assertThatThrownBy(() -> ResourceNames.of(ViewContract.of(sql, new Schema.Parser().parse(texts))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("column limit");
        assertThat(ResourceNames.of(ViewContract.of(sql, new Schema.Parser().parse(numbers)))
                        .rowPath())
                .isEqualTo("/tickets/{limit}");
    }

    @Test
    void noTableIsCalledAsAPathOfTheApi() {
        assertThatThrownBy(() -> ResourceNames.of(view(SQL.replace("help.tickets", "health"), "ticket")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("health");
        assertThatThrownBy(() -> ResourceNames.of(view(SQL.replace("agents", "instances"), "ticket")))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> ResourceNames.of(view(SQL, "removed"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> ResourceNames.of(view(SQL, "events")))
                .hasMessageContaining("prefix events in the contract");
    }

    private static final String SALES =
            "CREATE VIEW sales AS SELECT s.id, s.buyer, s.seller, s.product, s.old, b AS b, c AS c, p AS p, h AS h, o AS o"
                    + " FROM sales s LEFT JOIN people b ON b.id = s.buyer LEFT JOIN people c ON c.id = s.seller"
                    + " LEFT JOIN products p ON p.id = s.product LEFT JOIN stock h ON h.id = s.product"
                    + " LEFT JOIN archive.sales o ON o.id = s.old";

    private static ViewContract sales() {
        StringBuilder fields = new StringBuilder("{\"name\": \"id\", \"type\": \"long\"}");
        List.of("buyer", "seller", "product", "old")
                .forEach(key -> fields.append(", {\"name\": \"%s\", \"type\": [\"null\", \"long\"]}".formatted(key)));
        List.of("b", "c", "p", "h", "o").forEach(row -> fields.append("""
                , {"name": "%1$s", "type": ["null", {"type": "record", "name": "%1$s_row", "fields": [{"name": "id", "type": "long"}]}]}""".formatted(row)));
        fields.append(
                ", {\"name\": \"sale_lsn\", \"type\": \"long\"}, {\"name\": \"sale_committed_at\", \"type\": \"long\"}");
        List.of("b", "c", "p", "h", "o").forEach(row -> fields.append("""
                , {"name": "%1$s_lsn", "type": ["null", "long"]}, {"name": "%1$s_committed_at", "type": ["null", "long"]}""".formatted(row)));
        return ViewContract.of(
                SALES,
                new Schema.Parser().parse("{\"type\": \"record\", \"name\": \"Sale\", \"fields\": [" + fields + "]}"));
    }

    /** Two foreign keys refer to one table, one to two tables, and one to a table of the name that the base table has. */
    @Test
    void aTableHasAPathIfItIsReferredToByOneForeignKeyAndHasANameOfItsOwn() {
        ResourceNames names = ResourceNames.of(sales());

        assertThat(names.owners().stream().filter(ResourceNames.Owner::hasPath).map(names::ofOwnerPath))
                .containsExactly("/products/{id}/sales", "/stock/{id}/sales");
        assertThat(names.foreignKeyParameters(names.ownersByParameter()))
                .extracting(Endpoint.Parameter::name)
                .containsExactly("buyer", "seller", "old");
        assertThat(names.foreignKeyParameters(names.owners()))
                .extracting(Endpoint.Parameter::name)
                .containsExactly("buyer", "seller", "product", "old");
        assertThat(names.field(2)).isEqualTo("product");
    }
}
