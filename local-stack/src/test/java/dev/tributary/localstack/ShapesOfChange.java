package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What SQL can do to the rows of a view's base table, {@code orders}, and to those that are joined to it by each of its joins. After each
 * step the row over HTTP is the one that PostgreSQL computes, and that is another one than before. There are no foreign keys, so that all of
 * it can be done.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShapesOfChange {

    /** Those of the rows that are made here begin with it; no sequence comes so far. */
    static final long FIRST_KEY = 1_900_000_000;

    private static final int MANY = 500;

    private long next = FIRST_KEY;

    /**
     * A join of the view, in SQL.
     *
     * @param base the base table
     * @param foreignKey its column that refers to the joined table
     * @param table the joined table
     * @param key its primary key
     * @param column one of its others that the view selects, and that takes numbers and numbers as texts
     * @param insertion of a joined row: format of its key and the column
     * @param orders insertion of rows of the base table: format of the first and the last id, and the foreign key
     */
    record Join(
            String base, String foreignKey, String table, String key, String column, String insertion, String orders) {

        String order(long id, long referred) {
            return orders(id, id, referred);
        }

        String orders(long first, long last, long referred) {
            return orders.formatted(first, last, referred);
        }

        String refer(long order, long referred) {
            return "UPDATE %s SET %s = %d WHERE id = %d".formatted(base, foreignKey, referred, order);
        }

        String insert(long id, int value) {
            return insertion.formatted(id, value);
        }

        String change(long id, int value) {
            return "UPDATE %s SET %s = '%d' WHERE %s = %d".formatted(table, column, value, key, id);
        }

        String changeKey(long id, long other) {
            return "UPDATE %s SET %s = %d WHERE %s = %d".formatted(table, key, other, key, id);
        }

        String delete(long id) {
            return "DELETE FROM %s WHERE %s = %d".formatted(table, key, id);
        }

        @Override
        public String toString() {
            return table + " by " + foreignKey;
        }
    }

    abstract List<Join> joins();

    abstract RowsAsInPostgres rows();

    @ParameterizedTest
    @MethodSource("joins")
    void aJoinedRowComesLateAndGoesAndComesAgain(Join join) throws Exception {
        long order = next();
        long key = next();
        change(order, join.order(order, key));
        change(order, join.insert(key, 1));
        change(order, join.change(key, 2));
        change(order, join.delete(key));
        change(order, join.insert(key, 3));
        change(order, join.delete(key), join.insert(key, 4));
        change(order, join.delete(key), join.insert(key, 5), join.change(key, 6), join.delete(key));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void aJoinedRowChangesItsKey(Join join) throws Exception {
        long order = next();
        long key = next();
        long other = next();
        change(order, join.order(order, key), join.insert(key, 1));
        change(order, join.changeKey(key, other));
        change(order, join.refer(order, other));
        change(order, join.changeKey(other, key), join.refer(order, key), join.change(key, 2));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void ordersGoToAndFroWhileWhatTheyReferToChanges(Join join) throws Exception {
        long order = next();
        long one = next();
        long other = next();
        change(order, join.order(order, one), join.insert(one, 0), join.insert(other, 0));
        StringBuilder transactions = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            for (String statement :
                    List.of(join.refer(order, i % 2 == 0 ? one : other), join.change(one, i), join.change(other, -i))) {
                transactions.append("BEGIN; ").append(statement).append("; COMMIT; ");
            }
        }
        execute(transactions.toString());

        awaitRow(order);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void oneTransactionChangesManyRowsOfBothTablesAndAnotherNone(Join join) throws Exception {
        long first = next(MANY);
        long key = next();
        String theirs = join.base() + " WHERE " + join.foreignKey() + " = " + key;
        change(
                first,
                join.orders(first, first + MANY - 1, key),
                join.insert(key, 1),
                "UPDATE " + join.base() + " SET quantity = id - " + first + " WHERE " + join.foreignKey() + " = " + key,
                join.change(key, 2),
                "DELETE FROM " + theirs + " AND quantity > 400",
                join.change(key, 3));
        execute("BEGIN; " + join.change(key, 4) + "; DELETE FROM " + theirs + "; ROLLBACK");

        awaitRow(first);
        awaitRow(first + 400);
        rows().http().awaitGone(first + 401);
        assertThat(database().number("SELECT count(*) FROM " + theirs)).isEqualTo(401);
        change(first + 400, join.change(key, 5));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void anOrderChangesItsKey(Join join) throws Exception {
        long order = next();
        long moved = next();
        long key = next();
        change(order, join.order(order, key), join.insert(key, 1));

        change(moved, "UPDATE " + join.base() + " SET id = " + moved + " WHERE id = " + order);
        rows().http().awaitGone(order);
        change(
                order,
                "UPDATE " + join.base() + " SET id = " + order + " WHERE id = " + moved,
                "UPDATE " + join.base() + " SET quantity = 7 WHERE id = " + order);
        rows().http().awaitGone(moved);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void anOrderIsDeletedAndInsertedAgain(Join join) throws Exception {
        long order = next();
        long key = next();
        long other = next();
        String delete = "DELETE FROM " + join.base() + " WHERE id = " + order;
        change(order, join.order(order, key), join.insert(key, 1), join.insert(other, 2));

        execute(delete);
        rows().http().awaitGone(order);
        change(order, join.order(order, key));
        change(order, delete, join.order(order, other));
    }

    final Shop database() {
        return rows().database();
    }

    final void execute(String sql) throws SQLException {
        database().execute(sql);
    }

    /** In one transaction, by which the order, as PostgreSQL computes it, becomes another one; waits until it is so over HTTP. */
    final void change(long order, String... statements) throws Exception {
        Optional<JsonNode> before = rows().inPostgres("id = " + order);
        execute("BEGIN; " + String.join("; ", statements) + "; COMMIT");
        assertThat(rows().inPostgres("id = " + order))
                .as(String.join("; ", statements))
                .isNotEqualTo(before);
        awaitRow(order);
    }

    final void awaitRow(long order) throws Exception {
        rows().awaitRow("/orders/" + order, "id = " + order);
    }

    final long next() {
        return next(1);
    }

    /** The first of so many keys. */
    private long next(int number) {
        long first = next;
        next += number;
        return first;
    }
}
