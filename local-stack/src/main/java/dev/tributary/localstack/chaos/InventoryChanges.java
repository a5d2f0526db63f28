package dev.tributary.localstack.chaos;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Those of orders, customers, products and what is in stock. Foreign keys stay, so orders move before what they refer to is deleted. */
final class InventoryChanges implements RareChanges {

    private static final String ANY_ORDER = RareChanges.any("inventory.orders");
    private static final String ANY_CUSTOMER = RareChanges.any("inventory.customers");
    private static final String ANY_PRODUCT = RareChanges.any("inventory.products");
    private static final String NEXT_ORDER = "nextval('inventory.orders_id_seq')";

    @Override
    public List<String> next(Random random, Ids ids) throws SQLException {
        return switch (random.nextInt(11)) {
            case 0 -> List.of("UPDATE inventory.orders SET id = " + NEXT_ORDER + " WHERE id = " + ANY_ORDER);
            case 1 -> {
                // Away and back again, under one key and then the other.
                int id = ids.of(ANY_ORDER);
                int other = ids.of(NEXT_ORDER);
                yield List.of(
                        "UPDATE inventory.orders SET id = " + other + " WHERE id = " + id,
                        "UPDATE inventory.orders SET quantity = quantity + 1 WHERE id = " + other,
                        "UPDATE inventory.orders SET id = " + id + " WHERE id = " + other);
            }
            case 2 -> {
                int leaving = ids.of(ANY_CUSTOMER);
                int other = ids.of(ANY_CUSTOMER);
                yield leaving == other
                        ? List.of()
                        : List.of(
                                "UPDATE inventory.orders SET purchaser = " + other + " WHERE purchaser = " + leaving,
                                "DELETE FROM inventory.customers WHERE id = " + leaving);
            }
            case 3 -> {
                // Somebody comes back, mostly, who was deleted before; and takes a few orders.
                int id = ids.of(between("inventory.customers"));
                yield List.of(
                        "INSERT INTO inventory.customers VALUES (" + id + ", 'Back', 'Again', 'back-" + id
                                + "@example.com') ON CONFLICT DO NOTHING",
                        newestOrders("purchaser", id, random));
            }
            case 4 -> {
                int leaving = ids.of(ANY_PRODUCT);
                int other = ids.of(ANY_PRODUCT);
                yield leaving == other
                        ? List.of()
                        : List.of(
                                "UPDATE inventory.orders SET product_id = " + other + " WHERE product_id = " + leaving,
                                "DELETE FROM inventory.products_on_hand WHERE product_id = " + leaving,
                                "DELETE FROM inventory.products WHERE id = " + leaving);
            }
            case 5 -> {
                // With as many in stock as before, mostly with none.
                int id = ids.of(between("inventory.products"));
                yield List.of(
                        "INSERT INTO inventory.products VALUES (" + id + ", 'back again', NULL, 0.1)"
                                + " ON CONFLICT (id) DO UPDATE SET weight = NULL",
                        newestOrders("product_id", id, random));
            }
            case 6 -> {
                // The primary key of what is in stock changes, and the orders go with it.
                int old = ids.of(ANY_PRODUCT);
                int other = ids.of("nextval('inventory.products_id_seq')");
                yield List.of(
                        "INSERT INTO inventory.products SELECT " + other
                                + ", name, description, weight FROM inventory.products WHERE id = " + old,
                        "UPDATE inventory.products_on_hand SET product_id = " + other + " WHERE product_id = " + old,
                        "UPDATE inventory.orders SET product_id = " + other + " WHERE product_id = " + old,
                        "DELETE FROM inventory.products WHERE id = " + old);
            }
            case 7 -> List.of("DELETE FROM inventory.products_on_hand WHERE product_id = " + ANY_PRODUCT);
            case 8 -> {
                int product = ids.of(ANY_PRODUCT);
                yield List.of(
                        "DELETE FROM inventory.products_on_hand WHERE product_id = " + product,
                        "UPDATE inventory.products SET description = repeat('large ', 80) WHERE id = " + product,
                        "INSERT INTO inventory.products_on_hand SELECT id, " + random.nextInt(100)
                                + " FROM inventory.products WHERE id = " + product);
            }
            case 9 -> {
                int order = ids.of(ANY_ORDER);
                int customer = ids.of(ANY_CUSTOMER);
                int product = ids.of(ANY_PRODUCT);
                yield List.of(
                        "UPDATE inventory.customers SET first_name = left(first_name || '+', 40) WHERE id = "
                                + customer,
                        "UPDATE inventory.products SET weight = coalesce(weight, 0) + 0.1 WHERE id = " + product,
                        "UPDATE inventory.orders SET quantity = 1, purchaser = " + customer + " WHERE id = " + order,
                        "UPDATE inventory.orders SET quantity = 2, product_id = " + product + " WHERE id = " + order,
                        "UPDATE inventory.customers SET last_name = 'Somebody' WHERE id = " + customer,
                        "UPDATE inventory.products SET description = NULL WHERE id = " + product,
                        "UPDATE inventory.products_on_hand SET quantity = quantity - 1 WHERE product_id = " + product,
                        "UPDATE inventory.products_on_hand SET quantity = quantity + 2 WHERE product_id = " + product,
                        "UPDATE inventory.orders SET quantity = 3 WHERE id = " + order);
            }
            default ->
                List.of(
                        "UPDATE inventory.orders SET quantity = quantity + 1 WHERE id IN (SELECT id FROM inventory.orders WHERE id >= "
                                + ANY_ORDER + " ORDER BY id LIMIT 50)",
                        "UPDATE inventory.products_on_hand SET quantity = quantity + 1 WHERE product_id IN"
                                + " (SELECT product_id FROM inventory.products_on_hand WHERE product_id >= "
                                + ANY_PRODUCT
                                + " ORDER BY product_id LIMIT 50)");
        };
    }

    /** An id that a row has, or had. */
    private static String between(String table) {
        return "(SELECT min(id) + (random() * (max(id) - min(id)))::int FROM " + table + ")";
    }

    /** A few of the newest orders come to refer to a row. */
    private static String newestOrders(String foreignKey, int id, Random random) {
        return "UPDATE inventory.orders SET " + foreignKey + " = " + id
                + " WHERE id IN (SELECT id FROM inventory.orders ORDER BY id DESC LIMIT " + (1 + random.nextInt(5))
                + ")";
    }
}
