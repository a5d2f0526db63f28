package dev.tributary.tools.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ViewTest {

    /** Of docs/views.md. */
    private static final String TRADES = """
            CREATE VIEW trades AS
            SELECT t.id, t.buyer_id, t.seller_id AS sold_by, t.shop_id,
                   buyer, seller.name AS seller_name, row_to_json(s) AS shop
            FROM sales.trades t
            LEFT JOIN users buyer ON buyer.id = t.buyer_id
            LEFT JOIN users seller ON seller.code = t.seller_id
            LEFT JOIN (SELECT id, town AS city FROM sales.shops) s ON s.id = t.shop_id;
            """;

    private static final String CONTRACT = """
            {"type":"record","name":"Trades","fields":[
             {"name":"id","type":"long"},
             {"name":"buyer_id","type":"long"},
             {"name":"sold_by","type":"long"},
             {"name":"shop_id","type":"long"},
             {"name":"buyer","type":["null",{"type":"record","name":"Buyer","fields":[
               {"name":"id","type":"long"},{"name":"email","type":"string"}]}]},
             {"name":"seller_name","type":["null","string"]},
             {"name":"shop","type":["null",{"type":"record","name":"Shop","fields":[
               {"name":"id","type":"long"},{"name":"city","type":"string"}]}]},
             {"name":"trades_lsn","type":"long"},{"name":"trades_committed_at","type":"long"},
             {"name":"buyer_lsn","type":["null","long"]},{"name":"buyer_committed_at","type":["null","long"]},
             {"name":"seller_lsn","type":["null","long"]},{"name":"seller_committed_at","type":["null","long"]},
             {"name":"shop_lsn","type":["null","long"]},{"name":"shop_committed_at","type":["null","long"]}]}""";

    @TempDir
    Path directory;

    private View view(String contract) throws IOException {
        Path sql = Files.writeString(directory.resolve("v.sql"), TRADES);
        Files.writeString(directory.resolve("v.avsc"), contract);
        return View.of(ViewFile.read(sql));
    }

    @Test
    void theShippedViewHasTheNamesOfItsTables() {
        View view = View.shipped();

        assertThat(view.name()).isEqualTo("enriched-orders");
        assertThat(view.row()).isEqualTo("order");
        assertThat(view.rows()).isEqualTo("orders");
        assertThat(view.references()).extracting(Reference::row).containsExactly("user");
        assertThat(view.references().getFirst().path(3)).isEqualTo("users/3/orders?");
        assertThat(view.sourceTopics()).containsExactly("cdc.public.orders", "cdc.public.users");
    }

    @Test
    void severalTablesAreJoined() throws IOException {
        View view = view(CONTRACT);

        assertThat(view.row()).isEqualTo("trades");
        assertThat(view.key()).isEqualTo("id");
        assertThat(view.columns()).extracting(Schema.Field::name).endsWith("seller_name", "shop");
        assertThat(view.references())
                .containsExactly(
                        new Reference("buyer", "buyer_id", "buyer_id", "trades?buyer_id=", "&"),
                        new Reference("seller", "sold_by", "seller_id", "trades?sold_by=", "&"),
                        new Reference("shop", "shop_id", "shop_id", "shops/", "/trades?"));
    }

    @Test
    void theColumnsThatAreNeededAreThoseOfTheTables() throws IOException {
        assertThat(view(CONTRACT).captured())
                .containsOnlyKeys("sales.trades", "public.users", "sales.shops")
                .containsEntry("sales.trades", Set.of("id", "buyer_id", "seller_id", "shop_id"))
                .containsEntry("public.users", Set.of("id", "email", "code", "name"))
                .containsEntry("sales.shops", Set.of("id", "town"));
    }

    @Test
    void rowsAreSelectedByAForeignKey() throws IOException {
        View trades = view(CONTRACT);

        assertThat(by("3", View.shipped())).isEqualTo(new ByOption.By("user_id", "user_id", 3));
        assertThat(by("sold_by=-7", trades)).isEqualTo(new ByOption.By("sold_by", "seller_id", -7));
        for (String wrong : List.of("7", "price=7", "sold_by=x", "sold_by")) {
            assertThatThrownBy(() -> by(wrong, trades))
                    .isInstanceOf(ToolException.class)
                    .hasMessageContaining("buyer_id=KEY or sold_by=KEY or shop_id=KEY, and not " + wrong);
        }
    }

    private static ByOption.By by(String text, View view) {
        ByOption option = new ByOption();
        new CommandLine(option).parseArgs("--by", text);
        return option.of(view).orElseThrow();
    }

    @Test
    void aTableThatIsJoinedToItselfIsSelectedByAParameter() throws IOException {
        Path sql = Files.writeString(
                directory.resolve("v.sql"),
                "CREATE VIEW v AS SELECT p.id, p.boss_id, boss.name FROM people p LEFT JOIN people boss ON boss.id = p.boss_id");
        Files.writeString(directory.resolve("v.avsc"), """
                {"type":"record","name":"V","fields":[
                 {"name":"id","type":"long"},{"name":"boss_id","type":"long"},{"name":"name","type":["null","string"]},
                 {"name":"people_lsn","type":"long"},{"name":"people_committed_at","type":"long"},
                 {"name":"boss_lsn","type":["null","long"]},{"name":"boss_committed_at","type":["null","long"]}]}""");

        assertThat(View.of(ViewFile.read(sql)).references())
                .containsExactly(new Reference("boss", "boss_id", "boss_id", "people?boss_id=", "&"));
    }

    @Test
    void aContractOfAnotherViewIsRefused() {
        assertThatThrownBy(() -> view(CONTRACT.replace("sold_by", "seller_id")))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("is not one of the view trades");
    }

    @Test
    void aViewNeedsItsContract() throws IOException {
        Path sql = Files.writeString(directory.resolve("w.sql"), TRADES);

        assertThatThrownBy(() -> View.of(ViewFile.read(sql)))
                .hasMessageContaining("write it by ./tributary view contract " + sql);
    }
}
