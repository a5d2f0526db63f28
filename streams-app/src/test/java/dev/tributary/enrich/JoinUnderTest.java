package dev.tributary.enrich;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A join of orders and users that is fed with change events, whoever made it. */
interface JoinUnderTest extends AutoCloseable {

    /** One written record: the order, and what was written of it, null for a deletion. */
    record Written(long order, @Nullable String row) {}

    InMemorySchemaRegistry registry();

    ChangeEvents orders();

    ChangeEvents users();

    void order(@Nullable Long key, byte @Nullable [] event);

    void user(@Nullable Long key, byte @Nullable [] event);

    /** What was written since the last call. */
    List<Written> written();

    /** How many records were put aside since the last call. */
    default int deadLetters() {
        return 0;
    }

    @Override
    void close();

    default void insertUser(int id, @Nullable String name, long lsn) {
        user((long) id, users().insert(users().row(id, name, "x@example.com", 1L), lsn));
    }

    default void updateUser(int id, @Nullable String name, long lsn) {
        user((long) id, users().update(users().row(id, name, "x@example.com", 1L), lsn));
    }

    /** With its tombstone. */
    default void deleteUser(int id, long lsn) {
        user((long) id, users().delete(lsn));
        user((long) id, null);
    }

    default void insertOrder(int id, @Nullable Integer user, String product, long lsn) {
        order((long) id, orders().insert(orders().row(id, user, product, 1, 2L), lsn));
    }

    default void updateOrder(int id, @Nullable Integer user, String product, long lsn) {
        order((long) id, orders().update(orders().row(id, user, product, 1, 2L), lsn));
    }

    /** With its tombstone. */
    default void deleteOrder(int id, long lsn) {
        order((long) id, orders().delete(lsn));
        order((long) id, null);
    }

    default void deliver(Recorded recorded, List<Recorded.Event> events) {
        for (Recorded.Event event : events) {
            byte[] value = recorded.value(event, registry());
            if (event.order()) {
                order(event.key(), value);
            } else {
                user(event.key(), value);
            }
        }
    }

    /** How both write a row here. */
    static String row(@Nullable Object product, @Nullable Object quantity, @Nullable Object user) {
        String name = product == null ? "nothing" : product.toString();
        return (name.length() > 24 ? name.substring(0, 23) + "…" : name) + " × " + quantity + " ← " + user;
    }
}
