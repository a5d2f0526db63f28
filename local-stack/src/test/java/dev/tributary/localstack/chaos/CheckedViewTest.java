package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.definition.contract.Fields;
import dev.tributary.localstack.Project;
import dev.tributary.localstack.chaos.Result.Joined;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.generate.DataSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What is captured, written to the topic, and read over HTTP becomes values that can be compared. */
class CheckedViewTest {

    private static final CheckedView SHOP = view(DataSet.SHOP);
    private static final CheckedView INVENTORY = view(DataSet.INVENTORY);

    @Test
    void anOrderIsTheSameFromTheTopicAndOverHttp() throws Exception {
        Result fromTopic = SHOP.result(shopOrder(true));
        Result overHttp = SHOP.result(json("""
                {"id":1,"user_id":7,"product_name":"Punched cards","quantity":500,
                 "order_date":"2026-11-21T11:23:50.903792",
                 "user":{"id":7,"name":"Ada","email":null,"created_at":"2026-11-21T11:23:50.903792"},
                 "order_lsn":110,"order_committed_at":"2026-11-21T11:24:03.640302Z",
                 "user_lsn":100,"user_committed_at":"2026-11-21T11:24:03.640302Z"}"""));

        assertThat(overHttp).isEqualTo(fromTopic);
        assertThat(overHttp.fingerprint()).isEqualTo(fromTopic.fingerprint());
        assertThat(overHttp.joined().getFirst().version().name()).isEqualTo("user 7");
    }

    @Test
    void anOrderIsTheSameWithoutAUser() throws Exception {
        Result overHttp = SHOP.result(json("""
                {"id":1,"user_id":7,"product_name":"Punched cards","quantity":500,
                 "order_date":"2026-11-21T11:23:50.903792","user":null,
                 "order_lsn":110,"order_committed_at":"2026-11-21T11:24:03.640302Z",
                 "user_lsn":null,"user_committed_at":null}"""));

        assertThat(overHttp).isEqualTo(SHOP.result(shopOrder(false)));
        assertThat(overHttp.joined()).containsExactly(new Joined(7L, null));
        assertThat(overHttp.fingerprint())
                .isNotEqualTo(SHOP.result(shopOrder(true)).fingerprint());
    }

    @Test
    void anOrderOfTheInventoryIsTheSameFromTheTopicAndOverHttp() throws Exception {
        Result fromTopic = INVENTORY.result(inventoryOrder(5));

        assertThat(INVENTORY.result(json(inventoryOrderInJson("5")))).isEqualTo(fromTopic);
        assertThat(fromTopic.joined().stream().map(joined -> joined.version().id()))
                .containsExactly(7L, 3L, 3L);
    }

    /** One that does not select its key: it is the one that the order refers to. */
    @Test
    void theStockOfAnOrderMayBeNoneAndIsNotTheNumberNull() throws Exception {
        Result without = INVENTORY.result(json(inventoryOrderInJson("null")
                .replace("\"stock_lsn\":40", "\"stock_lsn\":null")
                .replace("\"1970-01-01T00:00:00.000040Z\"", "null")));

        assertThat(without.joined().getLast()).isEqualTo(new Joined(3L, null));
        assertThat(INVENTORY
                        .result(json(inventoryOrderInJson("null")))
                        .joined()
                        .getLast()
                        .version())
                .isNotNull();
    }

    @Test
    void aResultIsOfTheVersionsThatWereCaptured() {
        List<RowVersion> captured = capturedRows(5);

        Result result = INVENTORY.result(inventoryOrder(5));

        assertThat(captured).contains(result.base());
        assertThat(captured)
                .containsAll(result.joined().stream().map(Joined::version).toList());
        assertThat(captured).hasSize(4);
    }

    @Test
    void anotherStockThanThatWhichWasCapturedIsFound() {
        Differences differences = new Differences(difference -> {});
        History history = new History(INVENTORY.row(), differences);
        capturedRows(5).forEach(version -> history.captured(List.of(version)));
        history.written(INVENTORY.result(inventoryOrder(5)), "here");
        history.settle();
        assertThat(differences.first()).isEmpty();

        history.written(INVENTORY.result(inventoryOrder(6)), "there");
        history.settle();

        assertThat(differences.first()).hasSize(1);
        assertThat(differences.first().getFirst()).contains("on_hand=6", "was never captured", "there");
    }

    @Test
    void pathsAreThoseOfTheView() {
        assertThat(INVENTORY.path(7)).isEqualTo("orders/7");
        assertThat(INVENTORY.pagePath(7)).isEqualTo("orders?after=6&limit=1");
        assertThat(INVENTORY.streamPath()).isEqualTo("orders/stream");
        assertThat(INVENTORY.topics())
                .containsExactly(
                        "cdc.inventory.orders",
                        "cdc.inventory.customers",
                        "cdc.inventory.products",
                        "cdc.inventory.products_on_hand",
                        "inventory-orders");
    }

    private static CheckedView view(DataSet dataSet) {
        return new CheckedView(View.read(Project.find().root().resolve("views").resolve(dataSet.view() + ".sql")));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static GenericRecord shopOrder(boolean withUser) {
        Schema schema = SHOP.view().contract().schema();
        GenericRecord order = new GenericData.Record(schema);
        order.put("id", 1L);
        order.put("user_id", 7L);
        order.put("product_name", "Punched cards");
        order.put("quantity", 500);
        order.put("order_date", 1_795_260_230_903_792L);
        order.put("order_lsn", 110L);
        order.put("order_committed_at", 1_795_260_243_640_302L);
        if (withUser) {
            GenericRecord user = new GenericData.Record(
                    Fields.withoutNull(schema.getField("user").schema()));
            user.put("id", 7L);
            user.put("name", "Ada");
            user.put("created_at", 1_795_260_230_903_792L);
            order.put("user", user);
            order.put("user_lsn", 100L);
            order.put("user_committed_at", 1_795_260_243_640_302L);
        }
        return order;
    }

    private static GenericRecord inventoryOrder(int onHand) {
        Schema schema = INVENTORY.view().contract().schema();
        GenericRecord order = new GenericData.Record(schema);
        order.put("id", 1);
        order.put("order_date", 16_816);
        order.put("purchaser", 7);
        order.put("quantity", 2);
        order.put("product_id", 3);
        order.put("on_hand", onHand);
        GenericRecord customer = new GenericData.Record(
                Fields.withoutNull(schema.getField("customer").schema()));
        customer.put("id", 7);
        customer.put("first_name", "Sally");
        customer.put("last_name", "Thomas");
        customer.put("email", "sally.thomas@acme.com");
        order.put("customer", customer);
        GenericRecord product = new GenericData.Record(
                Fields.withoutNull(schema.getField("product").schema()));
        product.put("id", 3);
        product.put("name", "hammer");
        product.put("weight", 0.875);
        order.put("product", product);
        long lsn = 10;
        for (String row : List.of(INVENTORY.row(), "customer", "product", "stock")) {
            order.put(row + "_lsn", lsn);
            order.put(row + "_committed_at", lsn);
            lsn += 10;
        }
        return order;
    }

    private static String inventoryOrderInJson(String onHand) {
        return """
                {"id":1,"order_date":"2016-01-16","purchaser":7,"quantity":2,"product_id":3,
                 "customer":{"id":7,"first_name":"Sally","last_name":"Thomas","email":"sally.thomas@acme.com"},
                 "product":{"id":3,"name":"hammer","description":null,"weight":0.875},"on_hand":ON_HAND,
                 "orders_lsn":10,"orders_committed_at":"1970-01-01T00:00:00.000010Z",
                 "customer_lsn":20,"customer_committed_at":"1970-01-01T00:00:00.000020Z",
                 "product_lsn":30,"product_committed_at":"1970-01-01T00:00:00.000030Z",
                 "stock_lsn":40,"stock_committed_at":"1970-01-01T00:00:00.000040Z"}""".replace("ON_HAND", onHand);
    }

    /** The rows of the order as change events have them, in which keys are long. */
    private static List<RowVersion> capturedRows(int onHand) {
        GenericRecord order = row("id", 1L, "order_date", 16_816, "purchaser", 7, "quantity", 2, "product_id", 3);
        GenericRecord customer =
                row("id", 7L, "first_name", "Sally", "last_name", "Thomas", "email", "sally.thomas@acme.com");
        GenericRecord product = row("id", 3L, "name", "hammer", "description", null, "weight", 0.875);
        GenericRecord stock = row("product_id", 3L, "quantity", onHand);
        return Stream.of(
                        INVENTORY.captured("cdc.inventory.orders", order, 10, 10),
                        INVENTORY.captured("cdc.inventory.customers", customer, 20, 20),
                        INVENTORY.captured("cdc.inventory.products", product, 30, 30),
                        INVENTORY.captured("cdc.inventory.products_on_hand", stock, 40, 40))
                .flatMap(List::stream)
                .toList();
    }

    /** @param columns names and values */
    private static GenericRecord row(Object... columns) {
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Row").fields();
        for (int i = 0; i < columns.length; i += 2) {
            String name = (String) columns[i];
            fields = switch (columns[i + 1]) {
                case null -> fields.optionalString(name);
                case Long id -> fields.requiredLong(name);
                case Integer number -> fields.requiredInt(name);
                case Double number -> fields.requiredDouble(name);
                default -> fields.requiredString(name);
            };
        }
        GenericRecord row = new GenericData.Record(fields.endRecord());
        for (int i = 0; i < columns.length; i += 2) {
            row.put((String) columns[i], columns[i + 1]);
        }
        return row;
    }
}
