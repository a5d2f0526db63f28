package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.view.KeyedViews;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final ViewContract SHIPPED = ViewFile.bundled();

    @Test
    void knowsTheView() throws Exception {
        JsonNode view = view(SHIPPED);

        assertThat(view.get("rows").textValue()).isEqualTo("orders");
        assertThat(view.get("key").textValue()).isEqualTo("id");
        assertThat(view.get("columns").findValuesAsText("name"))
                .containsExactly("id", "user_id", "product_name", "quantity", "order_date", "user");
        assertThat(view.get("columns").findValuesAsText("number"))
                .containsExactly("true", "true", "false", "true", "false", "false");
        assertThat(view.get("committedAt").toString()).isEqualTo("[\"order_committed_at\",\"user_committed_at\"]");
        assertThat(view.get("references").toString())
                .isEqualTo("[{\"row\":\"user\",\"number\":true,\"before\":\"users/\",\"after\":\"/orders?\"}]");
    }

    /** A browser takes some texts out of a path. */
    @Test
    void findsTextsByParameters() throws Exception {
        assertThat(view(SHIPPED).get("find").textValue()).isEqualTo("orders/");

        JsonNode texts = view(KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT));
        assertThat(texts.get("find").textValue()).isEqualTo("orders?id=");
        assertThat(texts.get("references").toString())
                .isEqualTo("[{\"row\":\"user\",\"number\":false,\"before\":\"orders?user_id=\",\"after\":\"&\"}]");
        JsonNode uuids = view(KeyedViews.of(KeyedViews.UUID, KeyedViews.UUID));
        assertThat(uuids.get("find").textValue()).isEqualTo("orders/");
        assertThat(uuids.get("references").at("/0/before").textValue()).isEqualTo("users/");
    }

    /** Nothing else of the page ends the script. */
    @Test
    void noNameEndsTheScript() throws Exception {
        ViewContract odd = ViewContract.of(
                "CREATE VIEW v AS SELECT a.id, a.b_id, b.x FROM \"</script>\" a LEFT JOIN b ON b.id = a.b_id",
                new Schema.Parser().parse("""
                        {"type": "record", "name": "V", "fields": [
                          {"name": "id", "type": "long"},
                          {"name": "b_id", "type": ["null", "long"]},
                          {"name": "x", "type": ["null", "string"]},
                          {"name": "a_lsn", "type": "long"},
                          {"name": "a_committed_at", "type": "long"},
                          {"name": "b_lsn", "type": ["null", "long"]},
                          {"name": "b_committed_at", "type": ["null", "long"]}]}"""));

        assertThat(Page.description(odd, ResourceNames.of(odd))).doesNotContain("<");
        assertThat(view(odd).get("rows").textValue()).isEqualTo("</script>");
    }

    private static JsonNode view(ViewContract view) throws Exception {
        String page = new String(Page.of(view, ResourceNames.of(view)), StandardCharsets.UTF_8);
        int from = page.indexOf('>', page.indexOf("<script id=\"view\"")) + 1;
        return new JsonMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
