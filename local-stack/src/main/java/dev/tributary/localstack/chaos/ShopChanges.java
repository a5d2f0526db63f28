package dev.tributary.localstack.chaos;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Those of orders and users. */
final class ShopChanges implements RareChanges {

    private static final String ANY_ORDER = RareChanges.any("orders");
    private static final String ANY_USER = RareChanges.any("users");

    @Override
    public List<String> next(Random random, Ids ids) throws SQLException {
        return switch (random.nextInt(6)) {
            case 0 -> List.of("UPDATE orders SET id = nextval('orders_id_seq') WHERE id = " + ANY_ORDER);
            case 1 -> {
                // Away and back again, under one key and then the other.
                int id = ids.of(ANY_ORDER);
                int other = ids.of("nextval('orders_id_seq')");
                yield List.of(
                        "UPDATE orders SET id = " + other + " WHERE id = " + id,
                        "UPDATE orders SET quantity = quantity + 1 WHERE id = " + other,
                        "UPDATE orders SET id = " + id + " WHERE id = " + other);
            }
            case 2 -> {
                int leaving = ids.of(ANY_USER);
                int other = ids.of(ANY_USER);
                yield leaving == other
                        ? List.of()
                        : List.of(
                                "UPDATE orders SET user_id = " + other + " WHERE user_id = " + leaving,
                                "DELETE FROM users WHERE id = " + leaving);
            }
            case 3 -> {
                // Somebody comes back, mostly, who was deleted before; and takes a few orders.
                int id = 1 + random.nextInt(Math.max(1, ids.of("(SELECT max(id) FROM users)")));
                yield List.of(
                        "INSERT INTO users (id, name, email) VALUES (" + id + ", 'Back again " + id + "', NULL)"
                                + " ON CONFLICT (id) DO NOTHING",
                        "UPDATE orders SET user_id = " + id
                                + " WHERE id IN (SELECT id FROM orders ORDER BY id DESC LIMIT "
                                + (1 + random.nextInt(5)) + ")");
            }
            case 4 -> {
                int user = ids.of(ANY_USER);
                int order = ids.of(ANY_ORDER);
                yield List.of(
                        "UPDATE users SET name = left(name || '+', 40) WHERE id = " + user,
                        "UPDATE orders SET quantity = 1, user_id = " + user + " WHERE id = " + order,
                        "UPDATE orders SET quantity = 2, product_name = NULL WHERE id = " + order,
                        "UPDATE users SET name = 'Somebody', email = NULL WHERE id = " + user,
                        "UPDATE orders SET quantity = NULL WHERE id = " + order);
            }
            default ->
                List.of(
                        "UPDATE orders SET quantity = coalesce(quantity, 0) + 1 WHERE id IN (SELECT id FROM orders WHERE id >= "
                                + ANY_ORDER + " ORDER BY id LIMIT 50)");
        };
    }
}
