package dev.tributary.benchmarks.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Orders and the user of each, as the shipped view joins them. A product name is unique to its change: whoever sees one knows
 * which change it belongs to.
 */
public final class ShopTables {

    /** A joined table, by its place in the data set. */
    public static final int USERS = 1;

    private static final long MICROS_OF_2026 = 1_767_225_600_000_000L;
    private static final String[] PRODUCTS = {
        "Portable slide rule", "Brass sextant", "Tin lantern", "Walnut abacus", "Copper kettle", "Paper orrery"
    };
    private static final String[] FIRST = {"Ada", "Łukasz", "Grace", "Edsger", "Barbara", "José", "Katherine", "Alan"};
    private static final String[] LAST = {"Lovelace", "García", "Hopper", "Nowak", "Liskov", "Johnson", "Turing"};

    private static final Table ORDER_TABLE = new Table(
            "public",
            "orders",
            List.of(
                    Column.required("id", Column.Type.INTEGER, TableRow::id),
                    Column.nullable("user_id", Column.Type.INTEGER, row -> row.reference(0)),
                    Column.nullable("product_name", Column.Type.TEXT, row -> product(row.version())),
                    Column.nullable("quantity", Column.Type.INTEGER, row -> quantity(row.version())),
                    Column.nullable("order_date", Column.Type.TIMESTAMP, row -> orderDate(row.id()))));

    private static final Table USER_TABLE = new Table(
            "public",
            "users",
            List.of(
                    Column.required("id", Column.Type.INTEGER, TableRow::id),
                    Column.nullable("name", Column.Type.TEXT, row -> userName(row.id(), row.version())),
                    Column.nullable("email", Column.Type.TEXT, row -> email(row.id())),
                    Column.nullable("created_at", Column.Type.TIMESTAMP, row -> createdAt(row.id()))));

    public static final DataSet DATA_SET =
            new DataSet("shop", "enriched-orders", 1, ORDER_TABLE, List.of(Joined.row(USER_TABLE, 0, "user", "u_")));

    private ShopTables() {}

    static String product(int change) {
        return productName(change) + " #" + change;
    }

    /** The number of the change that wrote this name; -1 if it is not of ours. */
    public static int changeOf(@Nullable String product) {
        int mark = product == null ? -1 : product.lastIndexOf('#');
        return product == null || mark < 0 ? -1 : Integer.parseInt(product.substring(mark + 1));
    }

    static String productName(int number) {
        return PRODUCTS[number % PRODUCTS.length];
    }

    private static int quantity(int change) {
        return 1 + change % 9;
    }

    private static long orderDate(int order) {
        return MICROS_OF_2026 + order * 1_000_003L;
    }

    /** What a user is called. */
    public static String userName(int user, int version) {
        String name = firstName(user) + " " + lastName(user);
        return version == 1 ? name : name + " " + version;
    }

    static String firstName(int person) {
        return FIRST[person % FIRST.length];
    }

    static String lastName(int person) {
        return LAST[person % LAST.length];
    }

    static String email(int person) {
        return firstName(person).charAt(0) + "." + person + "@example.com";
    }

    private static long createdAt(int user) {
        return MICROS_OF_2026 - user * 1_000_001L;
    }
}
