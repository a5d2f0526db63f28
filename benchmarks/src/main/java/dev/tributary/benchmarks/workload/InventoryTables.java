package dev.tributary.benchmarks.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of Debezium's tutorial, of which a view joins three with the orders ({@code views/inventory-orders.sql}). The quantity of an
 * order is the number of the change that wrote it, so that no change leaves an order as it was.
 */
public final class InventoryTables {

    /** Joined tables, by their places in the data set. */
    public static final int CUSTOMERS = 1;

    public static final int PRODUCTS = 2;
    public static final int ON_HAND = 3;

    /** The foreign keys of an order. */
    private static final int PURCHASER = 0;

    private static final int PRODUCT = 1;

    private static final int DAYS_UNTIL_2026 = 20_454;

    private static final Table ORDER_TABLE = new Table(
            "inventory",
            "orders",
            List.of(
                    Column.required("id", Column.Type.INTEGER, TableRow::id),
                    Column.required("order_date", Column.Type.DATE, row -> DAYS_UNTIL_2026 + row.id() % 365),
                    Column.required("purchaser", Column.Type.INTEGER, row -> row.reference(PURCHASER)),
                    Column.required("quantity", Column.Type.INTEGER, TableRow::version),
                    Column.required("product_id", Column.Type.INTEGER, row -> row.reference(PRODUCT))));

    private static final Table CUSTOMER_TABLE = new Table(
            "inventory",
            "customers",
            List.of(
                    Column.required("id", Column.Type.INTEGER, TableRow::id),
                    Column.required("first_name", Column.Type.TEXT, row -> ShopTables.firstName(row.id())),
                    Column.required(
                            "last_name", Column.Type.TEXT, row -> ShopTables.lastName(row.id()) + " " + row.version()),
                    Column.required("email", Column.Type.TEXT, row -> ShopTables.email(row.id()))));

    private static final Table PRODUCT_TABLE = new Table(
            "inventory",
            "products",
            List.of(
                    Column.required("id", Column.Type.INTEGER, TableRow::id),
                    Column.required(
                            "name", Column.Type.TEXT, row -> ShopTables.productName(row.id()) + " " + row.version()),
                    Column.nullable("description", Column.Type.TEXT, row -> description(row.id())),
                    Column.nullable("weight", Column.Type.DOUBLE, row -> weight(row.id()))));

    private static final Column ON_HAND_QUANTITY =
            Column.required("quantity", Column.Type.INTEGER, row -> 1_000 * row.version() + row.id() % 1_000);

    private static final Table ON_HAND_TABLE = new Table(
            "inventory",
            "products_on_hand",
            List.of(Column.required("product_id", Column.Type.INTEGER, TableRow::id), ON_HAND_QUANTITY));

    public static final DataSet DATA_SET = new DataSet(
            "inventory",
            "inventory-orders",
            2,
            ORDER_TABLE,
            List.of(
                    Joined.row(CUSTOMER_TABLE, PURCHASER, "customer", "c_"),
                    Joined.row(PRODUCT_TABLE, PRODUCT, "product", "p_"),
                    Joined.column(ON_HAND_TABLE, PRODUCT, ON_HAND_QUANTITY, "on_hand")));

    private InventoryTables() {}

    private static @Nullable String description(int product) {
        return product % 10 == 0 ? null : "Number " + product + " of the catalogue, in a box of recycled cardboard";
    }

    private static @Nullable Double weight(int product) {
        return product % 10 == 5 ? null : (Double) (product % 1_000 / 8.0);
    }
}
