package dev.tributary.tools.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        return View.read(sql);
    }

    @Test
    void theShippedViewHasTheNamesOfItsTables() {
        View view = View.shipped();

        assertThat(view.name()).isEqualTo("enriched-orders");
        assertThat(view.row()).isEqualTo("order");
        assertThat(view.rows()).isEqualTo("orders");
        assertThat(view.references()).extracting(Reference::row).containsExactly("user");
        assertThat(view.references().getFirst().path(Key.of(3))).isEqualTo("users/3/orders?");
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
                        new Reference("buyer", "buyer_id", "buyer_id", KeyType.INTEGER, "trades?buyer_id=", "&"),
                        new Reference("seller", "sold_by", "seller_id", KeyType.INTEGER, "trades?sold_by=", "&"),
                        new Reference("shop", "shop_id", "shop_id", KeyType.INTEGER, "shops/", "/trades?"));
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
    void aColumnOfASubSelectIsNeededIfTheViewSelectsIt() throws IOException {
        Path sql = Files.writeString(
                directory.resolve("v.sql"),
                "CREATE VIEW v AS SELECT t.id, t.shop_id, s.city FROM trades t"
                        + " LEFT JOIN (SELECT id AS number, town AS city, rent FROM shops) s ON s.number = t.shop_id");
        Files.writeString(directory.resolve("v.avsc"), """
                {"type":"record","name":"V","fields":[
                 {"name":"id","type":"long"},{"name":"shop_id","type":"long"},{"name":"city","type":["null","string"]},
                 {"name":"trades_lsn","type":"long"},{"name":"trades_committed_at","type":"long"},
                 {"name":"s_lsn","type":["null","long"]},{"name":"s_committed_at","type":["null","long"]}]}""");

        assertThat(View.read(sql).captured()).containsEntry("public.shops", Set.of("id", "town"));
    }

    @Test
    void rowsAreSelectedByAForeignKey() throws IOException {
        View trades = view(CONTRACT);

        assertThat(by("3", View.shipped())).isEqualTo(new ByOption.By("user_id", "user_id", Key.of(3)));
        assertThat(by("sold_by=-7", trades)).isEqualTo(new ByOption.By("sold_by", "seller_id", Key.of(-7)));
        for (String wrong : List.of("7", "price=7", "sold_by")) {
            assertThatThrownBy(() -> by(wrong, trades))
                    .isInstanceOf(ToolException.class)
                    .hasMessageContaining("buyer_id=KEY or sold_by=KEY or shop_id=KEY, and not " + wrong);
        }
        assertThatThrownBy(() -> by("sold_by=x", trades))
                .isInstanceOf(ToolException.class)
                .hasMessage("--by sold_by must be an integer such as 42, and not x");
    }

    @Test
    void rowsAreSelectedByATextOrAUuid() {
        View labels = KeyedView.LABELS.view();
        View devices = KeyedView.DEVICES.view();

        assertThat(by("shelf=a=b", labels)).isEqualTo(new ByOption.By("shelf", "shelf", Key.of("a=b")));
        assertThat(by("shelf=", labels)).isEqualTo(new ByOption.By("shelf", "shelf", Key.of("")));
        assertThat(by("shelf=7", labels).key()).isEqualTo(Key.of("7"));
        assertThat(by("owner=0197A1C3-7D5E-7C6A-9B1F-3A5D2E8F4C01", labels).parameter())
                .isEqualTo("owner=0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
        assertThat(by("a b", devices).parameter()).isEqualTo("label=a+b");
        assertThatThrownBy(() -> by("owner=0197", labels))
                .isInstanceOf(ToolException.class)
                .hasMessage("--by owner must be " + KeyType.UUID.form() + ", and not 0197");
        assertThatThrownBy(() -> by("a=b", devices)).hasMessageContaining("label=KEY, and not a=b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''",
                "a-b_c~|a-b_c%7E",
                "'a b+c'|a+b%2Bc",
                "a/b?c=d&e,f%20;g#h|a%2Fb%3Fc%3Dd%26e%2Cf%2520%3Bg%23h",
                "Größe 😀|Gr%C3%B6%C3%9Fe+%F0%9F%98%80",
                ".|.",
                "..|..",
            })
    void textsAreParameters(String text, String encoded) {
        View labels = KeyedView.LABELS.view();

        assertThat(labels.path(Key.of(text))).isEqualTo("labels?code=" + encoded);
        assertThat(labels.references().getFirst().path(Key.of(text))).isEqualTo("labels?shelf=" + encoded + "&");
        assertThat(KeyedView.DEVICES.view().references().getFirst().path(Key.of(text)))
                .isEqualTo("devices?label=" + encoded + "&");
    }

    @Test
    void otherKeysAreSegmentsOfAPath() {
        Key uuid = Key.of("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");

        assertThat(View.shipped().path(Key.of(-7))).isEqualTo("orders/-7");
        assertThat(KeyedView.DEVICES.view().path(uuid)).isEqualTo("devices/" + uuid);
        assertThat(KeyedView.LABELS.view().references().getLast().path(uuid)).isEqualTo("owners/" + uuid + "/labels?");
    }

    @Test
    void eachTopicHasKeysOfItsTable() {
        View labels = KeyedView.LABELS.view();
        byte[] eightLetters = "customer".getBytes(StandardCharsets.UTF_8);

        assertThat(labels.keyType("labels")).contains(KeyType.TEXT);
        assertThat(labels.keyType("cdc.public.labels")).contains(KeyType.TEXT);
        assertThat(labels.keyType("cdc.public.shelves")).contains(KeyType.TEXT);
        assertThat(labels.keyType("cdc.public.owners")).contains(KeyType.UUID);
        assertThat(labels.keyType("cdc.public.devices")).isEmpty();
        assertThat(View.shipped().keyType("cdc.public.users")).contains(KeyType.INTEGER);
        assertThat(labels.recordKey("cdc.public.shelves", eightLetters)).hasToString("customer");
        assertThat(labels.recordKey("cdc.public.owners", eightLetters)).hasToString("0x637573746f6d6572");
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

        assertThat(View.read(sql).references())
                .containsExactly(new Reference("boss", "boss_id", "boss_id", KeyType.INTEGER, "people?boss_id=", "&"));
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

        assertThatThrownBy(() -> View.read(sql)).hasMessageContaining("write it by ./tributary view contract " + sql);
    }
}
