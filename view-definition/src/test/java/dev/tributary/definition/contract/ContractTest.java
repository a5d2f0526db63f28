package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.SampleTables;
import dev.tributary.definition.key.KeyType;
import dev.tributary.definition.resolved.ResolvedView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {

    private static final Path VIEWS = Path.of("../views");

    private static final SampleTables PARCELS = new SampleTables()
            .with("parcels", "id uuid!", "country text", "sender uuid", "tag uuid!")
            .with("countries", "code varchar!", "name text")
            .with("people", "id uuid!", "name text");

    private static final String PARCEL_VIEW =
            "CREATE VIEW parcels AS SELECT p.id, p.country, p.sender, p.tag, c.name AS country_name, s AS who"
                    + " FROM parcels p LEFT JOIN countries c ON c.code = p.country LEFT JOIN people s ON s.id = p.sender";

    private static Schema committed() throws IOException {
        return new Schema.Parser().parse(VIEWS.resolve("enriched-orders.avsc").toFile());
    }

    private static String shipped() throws IOException {
        return Files.readString(VIEWS.resolve("enriched-orders.sql"));
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }

    @Test
    void theContractOfTheShippedViewIsTheCommittedOne() throws Exception {
        ResolvedView view = SampleTables.SHOP.resolved(shipped());

        Contract contract = Contract.of(view, Optional.of(committed()));

        assertThat(contract.differences()).isEmpty();
        assertThat(contract.schema())
                .isSameAs(Contract.of(view, Optional.of(contract.schema())).schema());
        assertThat(contract.schema()).isEqualTo(committed());
    }

    /** Derived of the columns and of the names that are committed, and not just copied. */
    @Test
    void whatIsDerivedWithTheCommittedNamesEqualsTheCommittedContract() throws Exception {
        ResolvedView view = SampleTables.SHOP.resolved(shipped());

        Schema derived = new ContractSchema(view, new CommittedContract(Optional.of(committed()), Map.of())).derive();

        assertThat(parse(derived.toString())).isEqualTo(committed());
        assertThat(derived.toString()).isEqualTo(committed().toString());
    }

    @Test
    void withoutACommittedContractNamesComeOfTheView() throws Exception {
        Schema schema = Contract.of(SampleTables.SHOP.resolved(shipped()), Optional.empty())
                .schema();

        assertThat(schema.getFullName()).isEqualTo("dev.tributary.EnrichedOrders");
        assertThat(names(schema))
                .containsExactly(
                        "id",
                        "user_id",
                        "product_name",
                        "quantity",
                        "order_date",
                        "user",
                        "orders_lsn",
                        "orders_committed_at",
                        "user_lsn",
                        "user_committed_at");
        assertThat(schema.getField("id").schema()).isEqualTo(parse("\"int\""));
        assertThat(schema.getField("user_id").schema()).isEqualTo(parse("[\"null\",\"int\"]"));
        assertThat(schema.getField("user").schema().getTypes().get(1).getFullName())
                .isEqualTo("dev.tributary.EnrichedOrdersUser");
        assertThat(parse(SchemaFormatter.getInstance("json/pretty").format(schema)))
                .isEqualTo(schema);
    }

    static Stream<Arguments> changedContracts() {
        return Stream.of(
                Arguments.of(
                        "\"name\":\"quantity\",\"type\":[\"null\",\"int\"]",
                        "\"name\":\"quantity\",\"type\":[\"null\",\"string\"]",
                        "field quantity is int in the view and string in the contract"),
                Arguments.of(
                        "\"name\":\"quantity\",\"type\":[\"null\",\"int\"]",
                        "\"name\":\"quantity\",\"type\":[\"null\",\"long\"]",
                        "field quantity is int in the view and long in the contract"),
                Arguments.of(
                        "\"name\":\"email\"",
                        "\"name\":\"mail\"",
                        "field user.email is in the view and not in the contract"),
                Arguments.of(
                        "\"name\":\"email\"",
                        "\"name\":\"mail\"",
                        "field user.mail is in the contract and not in the view"),
                Arguments.of(
                        "\"name\":\"product_name\",\"type\":[\"null\",\"string\"],\"default\":null",
                        "\"name\":\"product_name\",\"type\":\"string\"",
                        "field product_name can be null in the view, and not in the contract"),
                Arguments.of(
                        "local-timestamp-micros",
                        "timestamp-micros",
                        "field order_date is long local-timestamp-micros in the view and long timestamp-micros in the contract"),
                Arguments.of(
                        "\"name\":\"order_lsn\"",
                        "\"name\":\"order_position\"",
                        "field order_position is in the contract and not in the view"),
                Arguments.of(
                        "\"name\":\"id\",\"type\":\"long\"},{\"name\":\"user_id\"",
                        "\"name\":\"id\",\"type\":[\"null\",\"long\"]},{\"name\":\"user_id\"",
                        "field id cannot be null in the view, and can in the contract"),
                Arguments.of(
                        "\"name\":\"user_lsn\",\"type\":[\"null\",\"long\"],\"default\":null",
                        "\"name\":\"user_lsn\",\"type\":[\"long\",\"null\"]",
                        "field user_lsn has null last in the contract: write null first, [\"null\", …]"));
    }

    @ParameterizedTest
    @MethodSource("changedContracts")
    void saysWhichFieldOfTheCommittedContractIsNotOfTheView(String part, String replacement, String difference)
            throws Exception {
        String text =
                committed().toString().replaceAll("\"doc\":\"[^\"]*\",?", "").replace(",}", "}");
        assertThat(text).contains(part);
        Schema changed = parse(text.replace(part, replacement));

        Contract contract = Contract.of(SampleTables.SHOP.resolved(shipped()), Optional.of(changed));

        assertThat(contract.differences()).contains(difference);
        assertThat(contract.schema()).isNotEqualTo(changed);
    }

    /** The application writes it with null first. */
    @Test
    void aRowIsAUnionWithNullFirst() throws Exception {
        Schema nullFirst = committed();
        List<Schema.Field> fields = nullFirst.getFields().stream()
                .map(field -> field.name().equals("user")
                        ? new Schema.Field(
                                "user",
                                Schema.createUnion(field.schema().getTypes().reversed()))
                        : new Schema.Field(field, field.schema()))
                .toList();
        Schema nullLast = Schema.createRecord("EnrichedOrder", null, nullFirst.getNamespace(), false, fields);

        assertThat(Contract.of(SampleTables.SHOP.resolved(shipped()), Optional.of(nullLast))
                        .differences())
                .containsExactly("field user has null last in the contract: write null first, [\"null\", …]");
    }

    /** Of an API that has an event of that name. */
    @Test
    void aTableWhoseNameTheApiHasItselfIsCalledOtherwise() {
        SampleTables tables =
                new SampleTables().with("events", "id int8!", "user_id int8").with("users", "id int8!", "name text");
        ResolvedView view = tables.resolved("CREATE VIEW v AS SELECT e.id, e.user_id, u AS \"user\" FROM events e"
                + " LEFT JOIN users u ON u.id = e.user_id");

        Schema schema = Contract.of(view, Optional.empty()).schema();

        assertThat(names(schema)).contains("events_row_lsn", "events_row_committed_at", "user_lsn");
        assertThat(ReservedNames.in(ViewContract.of(view.definition(), schema))).isEmpty();
        Schema asItWas = parse(schema.toString().replace("events_row_", "events_"));
        assertThat(Contract.of(view, Optional.of(asItWas)).differences()).isEmpty();
    }

    @Test
    void fieldsInAnotherOrderAreNotTheView() throws Exception {
        String text = shipped().replace("o.product_name, o.quantity", "o.quantity, o.product_name");

        Contract contract = Contract.of(SampleTables.SHOP.resolved(text), Optional.of(committed()));

        assertThat(contract.differences()).singleElement().asString().contains("field quantity is in another place");
    }

    @Test
    void aCommittedContractMayAllowNullWhereTheTableDoesNot() throws Exception {
        SampleTables strict = new SampleTables()
                .with("users", "id int4!", "name varchar!", "email varchar", "created_at timestamp")
                .with(
                        "orders",
                        "id int4!",
                        "user_id int4!",
                        "product_name varchar",
                        "quantity int4!",
                        "order_date timestamp");

        assertThat(Contract.of(strict.resolved(shipped()), Optional.of(committed()))
                        .differences())
                .isEmpty();
    }

    @Test
    void aChangedViewKeepsTheNamesThatAreCommitted() throws Exception {
        String text = shipped().replace("o.quantity, ", "");

        Contract contract = Contract.of(SampleTables.SHOP.resolved(text), Optional.of(committed()));

        assertThat(contract.differences()).containsExactly("field quantity is in the contract and not in the view");
        assertThat(contract.schema().getName()).isEqualTo("EnrichedOrder");
        assertThat(contract.schema().getField("id").schema()).isEqualTo(parse("\"long\""));
        assertThat(contract.schema().getField("order_lsn").doc())
                .isEqualTo(committed().getField("order_lsn").doc());
        assertThat(Contract.of(SampleTables.SHOP.resolved(text), Optional.of(contract.schema()))
                        .differences())
                .isEmpty();
    }

    private static Schema withColumns(String orders, String users, Schema before) throws Exception {
        return Contract.of(
                        new SampleTables()
                                .with(
                                        "users",
                                        ("id int4!, name varchar, email varchar, created_at timestamp" + users)
                                                .split(", ", -1))
                                .with(
                                        "orders",
                                        "id int4!",
                                        "user_id int4",
                                        "product_name varchar",
                                        "quantity int4",
                                        "order_date timestamp",
                                        "weight int4!")
                                .resolved(shipped().replace("o.order_date,", "o.order_date, " + orders)),
                        Optional.of(before))
                .schema();
    }

    /** Rows that were written before have no value of it. */
    @Test
    void aNewColumnMayBeNullAlsoIfTheTablesMayNot() throws Exception {
        Schema changed = withColumns("o.weight, ", ", phone text!", committed());

        Schema.Field weight = changed.getField("weight");
        assertThat(weight.schema()).isEqualTo(parse("[\"null\",\"int\"]"));
        assertThat(weight.hasDefaultValue()).isTrue();
        assertThat(weight.doc()).isEqualTo("orders.weight, int4");
        Schema user = changed.getField("user").schema().getTypes().getLast();
        assertThat(user.getName()).isEqualTo("EnrichedUser");
        assertThat(user.getField("phone").schema()).isEqualTo(parse("[\"null\",\"string\"]"));
        assertThat(user.getField("id").schema()).isEqualTo(parse("\"long\""));
        assertThat(withColumns("o.weight, ", ", phone text!", changed)).isSameAs(changed);
    }

    @Test
    void theFirstContractIsAsTheTables() {
        SampleTables tables = new SampleTables().with("t", "id int8!", "weight int4!");

        Schema schema = Contract.of(
                        tables.resolved(
                                "CREATE VIEW v AS SELECT t.id, t.weight, s.id AS same FROM t LEFT JOIN t s ON s.id = t.id"),
                        Optional.empty())
                .schema();

        assertThat(schema.getField("weight").schema()).isEqualTo(parse("\"int\""));
    }

    private static Contract renamed(Schema before, Map<String, String> renames) throws Exception {
        String text = shipped()
                .replace("o.product_name,", "o.product_name AS product,")
                .replace("u AS \"user\"", "row_to_json(u) AS \"user\"")
                .replace("JOIN users u", "JOIN (SELECT id, name, email AS mail, created_at FROM users) u");
        return Contract.of(SampleTables.SHOP.resolved(text), Optional.of(before), renames);
    }

    private static final Map<String, String> RENAMES = Map.of("product_name", "product", "user.email", "user.mail");

    @Test
    void aRenamedColumnIsReadByItsOldName() throws Exception {
        Schema changed = renamed(committed(), RENAMES).schema();

        assertThat(changed.getField("product").aliases()).containsExactly("product_name");
        Schema user = changed.getField("user").schema().getTypes().getLast();
        assertThat(user.getField("mail").aliases()).containsExactly("email");
        assertThat(changed.getField("quantity").aliases()).isEmpty();
        Schema parsed = parse(SchemaFormatter.getInstance("json/pretty").format(changed));
        assertThat(parsed.getField("product").aliases()).containsExactly("product_name");

        assertThat(renamed(parsed, Map.of()).differences()).isEmpty();
        assertThat(renamed(parsed, RENAMES).differences()).isEmpty();
    }

    /** They are dropped where another column has the name. */
    @Test
    void oldNamesStayWhenTheViewChangesAgain() throws Exception {
        Schema before = renamed(committed(), RENAMES).schema();
        String text = shipped().replace("o.product_name,", "o.product_name AS name,");

        Schema again = Contract.of(
                        SampleTables.SHOP.resolved(text),
                        Optional.of(before),
                        Map.of("product", "name", "user.mail", "user.email"))
                .schema();

        assertThat(again.getField("name").aliases()).containsExactly("product", "product_name");
        assertThat(again.getField("user")
                        .schema()
                        .getTypes()
                        .getLast()
                        .getField("email")
                        .aliases())
                .containsExactly("mail");
    }

    /** With the row, the fields have another name that say which change gave it its columns. */
    @Test
    void aRenamedRowIsReadByItsOldName() {
        SampleTables tables = new SampleTables().with("staff", "id int8!", "name text", "manager_id int8");
        String text = "CREATE VIEW people AS SELECT s.id, s.manager_id, m AS %s"
                + " FROM staff s LEFT JOIN staff m ON m.id = s.manager_id";
        ResolvedView view = tables.resolved(text.formatted("boss"));
        Schema before = Contract.of(tables.resolved(text.formatted("manager")), Optional.empty())
                .schema();

        Schema changed = Contract.of(view, Optional.of(before), Map.of("manager", "boss"))
                .schema();

        assertThat(names(changed))
                .containsExactly(
                        "id", "manager_id", "boss", "staff_lsn", "staff_committed_at", "boss_lsn", "boss_committed_at");
        assertThat(changed.getField("boss").aliases()).containsExactly("manager");
        assertThat(changed.getField("boss_lsn").aliases()).containsExactly("manager_lsn");
        assertThat(changed.getField("boss_committed_at").aliases()).containsExactly("manager_committed_at");
        assertThat(changed.getField("staff_lsn").aliases()).isEmpty();
        ContractChange change = ContractChange.between(before, changed);
        assertThat(change.fresh()).isEmpty();
        assertThat(change.impossible()).isEmpty();
        assertThat(change.incompatible())
                .containsExactly(
                        "field manager is called boss",
                        "field manager_lsn is called boss_lsn",
                        "field manager_committed_at is called boss_committed_at");
        assertThat(Contract.of(view, Optional.of(changed)).differences()).isEmpty();
        Schema again = Contract.of(
                        tables.resolved(text.formatted("chief")), Optional.of(changed), Map.of("boss", "chief"))
                .schema();
        assertThat(again.getField("chief_lsn").aliases()).containsExactly("boss_lsn", "manager_lsn");
    }

    static Stream<Arguments> wrongRenames() {
        return Stream.of(
                Arguments.of("product_nam", "product", "the contract has no field product_nam"),
                Arguments.of("quantity", "product", "the view still has a column quantity"),
                Arguments.of("product_name", "quantity", "the contract has a field quantity already"),
                Arguments.of("product_name", "goods", "the view has no column goods that was product_name"),
                Arguments.of("user.email", "product", "the view has no column product that was user.email"));
    }

    @ParameterizedTest
    @MethodSource("wrongRenames")
    void aColumnThatWasNotRenamedSoIsRefused(String before, String now, String message) {
        assertThatThrownBy(() -> renamed(committed(), Map.of(before, now)))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTableThatIsJoinedInAdditionLeavesTheNamesOfTheOthers() throws Exception {
        SampleTables tables = new SampleTables()
                .with("trades", "id int8!", "buyer_id int8", "shop_id int8")
                .with("users", "id int8!", "name text")
                .with("shops", "id int8!", "name text");
        String one = "CREATE VIEW trades AS SELECT t.id, t.buyer_id, t.shop_id, b.name AS buyer_name%s"
                + " FROM trades t LEFT JOIN users b ON b.id = t.buyer_id";
        Schema before = parse(Contract.of(tables.resolved(one.formatted("")), Optional.empty())
                .schema()
                .toString()
                .replace("\"trades_", "\"trade_"));

        Schema both = Contract.of(
                        tables.resolved(one.formatted(", s AS shop") + " LEFT JOIN shops s ON s.id = t.shop_id"),
                        Optional.of(before))
                .schema();
        Schema other = Contract.of(
                        tables.resolved("CREATE VIEW trades AS SELECT t.id, t.buyer_id, t.shop_id, b.name AS buyer_name"
                                + " FROM trades t LEFT JOIN users b ON b.id = t.buyer_id"),
                        Optional.of(both))
                .schema();

        assertThat(names(both))
                .containsSubsequence("trade_lsn", "trade_committed_at", "b_lsn", "b_committed_at", "shop_lsn");
        assertThat(names(other)).doesNotContain("shop_lsn").contains("b_lsn");
    }

    @Test
    void aTableThatIsJoinedInsteadHasANameOfItsOwn() throws Exception {
        String text = "CREATE VIEW \"enriched-orders\" AS SELECT o.id, o.user_id, p AS previous"
                + " FROM orders o LEFT JOIN orders p ON p.id = o.user_id";

        Schema changed = Contract.of(SampleTables.SHOP.resolved(text), Optional.of(committed()))
                .schema();

        assertThat(names(changed)).contains("order_lsn", "previous_lsn").doesNotContain("user_lsn");
    }

    @Test
    void eachJoinedTableHasAProvenanceOfItsOwn() {
        SampleTables tables = new SampleTables()
                .with("trades", "id int8!", "buyer_id int8", "seller_id int8")
                .with("users", "id int8!", "name text");
        ResolvedView view = tables.resolved("CREATE VIEW trades AS SELECT t.id, t.buyer_id, t.seller_id, b AS buyer,"
                + " s.name AS seller_name FROM trades t LEFT JOIN users b ON b.id = t.buyer_id"
                + " LEFT JOIN users s ON s.id = t.seller_id");

        Schema schema = Contract.of(view, Optional.empty()).schema();

        assertThat(names(schema))
                .containsExactly(
                        "id",
                        "buyer_id",
                        "seller_id",
                        "buyer",
                        "seller_name",
                        "trades_lsn",
                        "trades_committed_at",
                        "buyer_lsn",
                        "buyer_committed_at",
                        "s_lsn",
                        "s_committed_at");
        assertThat(schema.getField("seller_name").schema()).isEqualTo(parse("[\"null\",\"string\"]"));
        assertThat(schema.getField("trades_lsn").schema()).isEqualTo(parse("\"long\""));
        assertThat(schema.getField("s_lsn").schema()).isEqualTo(parse("[\"null\",\"long\"]"));
    }

    @Test
    void aColumnWithTheNameOfAProvenanceIsRefused() {
        SampleTables tables = new SampleTables().with("t", "id int8!", "t_lsn int8");

        assertThatThrownBy(() -> Contract.of(
                        tables.resolved(
                                "CREATE VIEW v AS SELECT t.id, t.t_lsn, s.id AS same FROM t LEFT JOIN t s ON s.id = t.id"),
                        Optional.empty()))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("field t_lsn")
                .hasMessageContaining("by AS");
    }

    /** The key of countries is not selected; the foreign key says of which type it is. */
    @Test
    void keysCanBeTextsAndUuids() {
        String uuid = "{\"type\": \"string\", \"logicalType\": \"uuid\"}";

        Schema schema =
                Contract.of(PARCELS.resolved(PARCEL_VIEW), Optional.empty()).schema();

        assertThat(schema.getField("id").schema()).isEqualTo(parse(uuid));
        assertThat(schema.getField("country").schema()).isEqualTo(parse("[\"null\", \"string\"]"));
        assertThat(schema.getField("sender").schema()).isEqualTo(parse("[\"null\", " + uuid + "]"));
        assertThat(schema.getField("tag").schema()).isEqualTo(parse(uuid));
        assertThat(schema.getField("who")
                        .schema()
                        .getTypes()
                        .getLast()
                        .getField("id")
                        .schema())
                .isEqualTo(parse(uuid));
        ViewContract view = ViewContract.of(PARCEL_VIEW, parse(schema.toString()));
        assertThat(view.keyType()).isEqualTo(KeyType.UUID);
        assertThat(view.foreignKeys())
                .extracting(ViewContract.Column::keyType)
                .containsExactly(KeyType.TEXT, KeyType.UUID);
        assertThat(view.referenced())
                .extracting(ViewContract.Referenced::primaryKey)
                .containsExactly("code", "id");
    }

    /** A contract decides on integers as long, and on no other type. */
    @Test
    void theTypeOfAUuidIsTheViews() {
        Schema derived =
                Contract.of(PARCELS.resolved(PARCEL_VIEW), Optional.empty()).schema();
        String text = derived.toString().replace("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "\"string\"");

        Contract contract = Contract.of(PARCELS.resolved(PARCEL_VIEW), Optional.of(parse(text)));

        assertThat(contract.differences())
                .containsExactly(
                        "field id is string uuid in the view and string in the contract",
                        "field sender is string uuid in the view and string in the contract",
                        "field tag is string uuid in the view and string in the contract",
                        "field who.id is string uuid in the view and string in the contract");
        assertThat(contract.schema()).isEqualTo(derived);
        assertThat(Contract.of(PARCELS.resolved(PARCEL_VIEW), Optional.of(parse(derived.toString())))
                        .differences())
                .isEmpty();
    }
}
