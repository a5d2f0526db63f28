package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shapes of change over each join of the view of the inventory: two tables by one foreign key, and one of the two with a single column.
 * Its tables are in a database of their own, beside the shop's.
 */
@ExtendWith(LocalStackExtension.class)
class InventoryShapesIT extends ShapesOfChange {

    private static final int INSTANCE = 14;

    private static final String WITHOUT_FOREIGN_KEYS = """
            ALTER TABLE inventory.orders DROP CONSTRAINT orders_purchaser_fkey, DROP CONSTRAINT orders_product_id_fkey;
            ALTER TABLE inventory.products_on_hand DROP CONSTRAINT products_on_hand_product_id_fkey;
            """;

    /** More than 2 kB that cannot be compressed, so that a row with it has them out of line. */
    private static final String LARGE =
            "(SELECT string_agg(chr(65536 + (hashint4(n) & 32767)), '') FROM generate_series(%d, %d) n)";

    private static final String ORDERS_OF_A_PRODUCT =
            "INSERT INTO inventory.orders SELECT id, '2026-02-03', 1001, 1, %3$d FROM generate_series(%1$d, %2$d) id";

    private static final Join CUSTOMERS = new Join(
            "inventory.orders",
            "purchaser",
            "inventory.customers",
            "id",
            "first_name",
            "INSERT INTO inventory.customers VALUES (%d, '%d', 'Thomas', gen_random_uuid() || '@acme.com')",
            "INSERT INTO inventory.orders SELECT id, '2026-02-03', %3$d, 1, 101 FROM generate_series(%1$d, %2$d) id");

    private static final Join PRODUCTS = new Join(
            "inventory.orders",
            "product_id",
            "inventory.products",
            "id",
            "name",
            "INSERT INTO inventory.products VALUES (%d, '%d', NULL, 0.1)",
            ORDERS_OF_A_PRODUCT);

    private static final Join STOCK = new Join(
            "inventory.orders",
            "product_id",
            "inventory.products_on_hand",
            "product_id",
            "quantity",
            "INSERT INTO inventory.products_on_hand VALUES (%d, %d)",
            ORDERS_OF_A_PRODUCT);

    private final LocalStack stack;
    private OwnView view;
    private RowsAsInPostgres rows;

    InventoryShapesIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path files) throws Exception {
        Path project = Project.find().root();
        String tables = Files.readString(project.resolve("postgres/inventory/01-tables.sql"));
        String sampleRows = Files.readString(project.resolve("postgres/inventory/03-sample-rows.sql"));
        String sql = Files.readString(project.resolve("views/inventory-orders.sql"));
        view = OwnView.start(stack, INSTANCE, "inventory", tables + WITHOUT_FOREIGN_KEYS + sampleRows, sql, files);
        rows = view.rows("\"inventory-orders\"");
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        rows.awaitAll("/orders", "id");
    }

    @AfterAll
    void isAuditedAndClosed() throws Exception {
        try {
            view.assertAudited("orders", "inventory.orders");
        } finally {
            view.close();
        }
    }

    @Override
    List<Join> joins() {
        return List.of(CUSTOMERS, PRODUCTS, STOCK);
    }

    @Override
    RowsAsInPostgres rows() {
        return rows;
    }

    /** Each of them comes, changes and goes by itself, and with the other one. */
    @Test
    void aProductAndItsStockAreTwoRowsByOneForeignKey() throws Exception {
        long order = next();
        long product = next();
        long other = next();
        change(order, PRODUCTS.order(order, product));
        change(order, STOCK.insert(product, 1));
        change(order, PRODUCTS.insert(product, 1));
        change(order, STOCK.change(product, 2), PRODUCTS.change(product, 2));
        change(order, PRODUCTS.delete(product), STOCK.change(product, 3));
        change(order, STOCK.delete(product), PRODUCTS.insert(product, 4));
        change(order, STOCK.insert(product, 5), PRODUCTS.insert(other, 6), STOCK.insert(other, 7));
        change(order, STOCK.change(other, 8), PRODUCTS.refer(order, other), PRODUCTS.change(other, 9));
        change(order, PRODUCTS.refer(order, product), PRODUCTS.delete(other), STOCK.changeKey(other, next()));
    }

    @Test
    void allRowsOfAnOrderChangeInOneTransaction() throws Exception {
        long order = next();
        long customer = next();
        long product = next();
        change(
                order,
                CUSTOMERS.order(order, customer),
                PRODUCTS.refer(order, product),
                STOCK.insert(product, 1),
                PRODUCTS.insert(product, 1),
                CUSTOMERS.insert(customer, 1));
        change(
                order,
                CUSTOMERS.change(customer, 2),
                "UPDATE inventory.orders SET quantity = 2, order_date = '2016-02-29' WHERE id = " + order,
                STOCK.change(product, 2),
                PRODUCTS.change(product, 2),
                CUSTOMERS.change(customer, 3));
    }

    @Test
    void valuesAtTheirLimits() throws Exception {
        execute(
                "INSERT INTO inventory.customers VALUES (-2147483648, '', '', ''), (2147483647, ' ', repeat('\uD83D\uDEA2', 255), '\"')");
        execute(
                "INSERT INTO inventory.products VALUES (-2147483648, '', '', '-Infinity'), (2147483647, 'null', NULL, NULL),"
                        + " (0, ' ', repeat('\uD83D\uDEA2', 512), 'NaN'), (-1, '0', 'null', 1.7976931348623157e308),"
                        + " (-2, '-', ' ', 2.2250738585072014e-308), (-3, '+', '', '-0'), (-4, '.', E'\\u0001', 0.1)");
        execute(
                "INSERT INTO inventory.products_on_hand VALUES (-2147483648, -2147483648), (2147483647, 2147483647), (0, 0)");
        execute("INSERT INTO inventory.orders VALUES"
                + " (-2147483648, 'infinity', -2147483648, -2147483648, -2147483648),"
                + " (2147483647, '-infinity', 2147483647, 2147483647, 2147483647),"
                + " (0, '0001-01-01', 0, 0, 0), (-1, '1969-12-31', -1, -1, -1), (-2, '9999-12-31', 1001, 0, -2),"
                + " (-3, '1970-01-01', 1001, 0, -3), (-4, '1582-10-10', 1001, 0, -4)");

        for (long order : List.of(-2147483648L, 2147483647L, 0L, -1L, -2L, -3L, -4L)) {
            awaitRow(order);
        }
        view.assertAudited("orders", "inventory.orders");
        execute("DELETE FROM inventory.orders WHERE id < 1 OR id = 2147483647");
    }

    @Test
    void nullsComeAndGo() throws Exception {
        long order = next();
        long product = next();
        change(order, PRODUCTS.order(order, product), PRODUCTS.insert(product, 1));
        change(order, "UPDATE inventory.products SET description = '', weight = NULL WHERE id = " + product);
        change(order, "UPDATE inventory.products SET description = NULL, weight = 0 WHERE id = " + product);
    }

    /** PostgreSQL leaves a large value out of the log that a change does not touch. */
    @Test
    void largeValuesStayWhenAnotherColumnChanges() throws Exception {
        long order = next();
        long product = next();
        long moved = next();
        long customer = next();
        change(
                order,
                PRODUCTS.order(order, product),
                "INSERT INTO inventory.products VALUES (%d, %s, %s, 1)"
                        .formatted(product, LARGE.formatted(1, 255), LARGE.formatted(1000, 1511)));
        assertThat(
                        database()
                                .number(
                                        "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'inventory.products'::regclass"))
                .as("bytes out of line")
                .isPositive();
        change(order, "UPDATE inventory.products SET weight = 2 WHERE id = " + product);
        change(order, "UPDATE inventory.products SET name = 'small' WHERE id = " + product);
        change(
                order,
                "UPDATE inventory.products SET id = %d WHERE id = %d".formatted(moved, product),
                PRODUCTS.refer(order, moved));
        change(order, "UPDATE inventory.products SET description = NULL WHERE id = " + moved);
        change(
                order,
                "INSERT INTO inventory.customers VALUES (%d, %s, %s, 'large@acme.com')"
                        .formatted(customer, LARGE.formatted(1, 255), LARGE.formatted(1000, 1254)),
                CUSTOMERS.refer(order, customer));
        change(order, "UPDATE inventory.customers SET email = 'larger@acme.com' WHERE id = " + customer);
    }

    @Test
    void textOfEveryPlaneOfUnicode() throws Exception {
        long order = next();
        long product = next();
        change(order, PRODUCTS.order(order, product), PRODUCTS.insert(product, 1));
        for (int plane = 0; plane <= 16; plane++) {
            String text = "chr(" + ((plane << 16) + 0x21) + ") || chr(" + ((plane << 16) + 0xFFFD)
                    + ") || E'\\u0001\\t\\r\\n\\\\\\'\"</script>\\u202E'";
            change(
                    order,
                    "UPDATE inventory.products SET name = %1$s, description = %1$s WHERE id = %2$d"
                            .formatted(text, product));
        }
    }
}
