package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Change.DeleteOrder;
import dev.tributary.tools.generate.Change.DeleteUser;
import dev.tributary.tools.generate.Change.InsertOrder;
import dev.tributary.tools.generate.Change.InsertUser;
import dev.tributary.tools.generate.Change.MoveOrder;
import dev.tributary.tools.generate.Change.UpdateOrder;
import dev.tributary.tools.generate.Change.UpdateUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** PostgreSQL. Neighbouring changes of one kind travel in one batch. */
final class JdbcShop implements Shop {

    private final Connection connection;
    private final Map<Class<? extends Change>, PreparedStatement> statements = new HashMap<>();

    private JdbcShop(Connection connection) {
        this.connection = connection;
    }

    static JdbcShop open(Postgres postgres) throws SQLException {
        Connection connection = postgres.open("tributary-generate");
        connection.setAutoCommit(false);
        return new JdbcShop(connection);
    }

    @Override
    public List<Integer> reserveIds(Table table, int count) throws SQLException {
        return ids("SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)", name(table), count);
    }

    @Override
    public List<Integer> sampleIds(Table table, int count, RandomGenerator random) throws SQLException {
        // Two look-ups in the primary key's index, however large the table is.
        String sql = "SELECT id FROM " + name(table) + " WHERE id >= (SELECT min(id) + (?::float8 * (max(id) - min(id)"
                + "))::int FROM " + name(table) + ") ORDER BY id LIMIT ?";
        return ids(sql, random.nextDouble(), count);
    }

    private List<Integer> ids(String sql, Object first, int second) throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, first);
            statement.setInt(2, second);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getInt(1));
                }
            }
        }
        connection.commit();
        return ids;
    }

    private static String name(Table table) {
        return switch (table) {
            case USERS -> "public.users";
            case ORDERS -> "public.orders";
        };
    }

    @Override
    public int[] apply(Plan plan) throws SQLException {
        try {
            int[] changed = execute(plan.changes());
            if (plan.rollBack()) {
                connection.rollback();
            } else {
                connection.commit();
            }
            return changed;
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
    }

    private int[] execute(List<Change> changes) throws SQLException {
        int[] changed = new int[changes.size()];
        int from = 0;
        while (from < changes.size()) {
            Class<? extends Change> kind = changes.get(from).getClass();
            PreparedStatement statement = statement(changes.get(from));
            int to = from;
            while (to < changes.size() && changes.get(to).getClass() == kind) {
                bind(statement, changes.get(to));
                statement.addBatch();
                to++;
            }
            int[] counts = statement.executeBatch();
            System.arraycopy(counts, 0, changed, from, counts.length);
            from = to;
        }
        return changed;
    }

    private PreparedStatement statement(Change change) throws SQLException {
        PreparedStatement known = statements.get(change.getClass());
        if (known == null) {
            known = connection.prepareStatement(sql(change));
            statements.put(change.getClass(), known);
        }
        known.clearBatch();
        return known;
    }

    private static String sql(Change change) {
        return switch (change) {
            case InsertUser insert -> "INSERT INTO public.users (id, name, email) VALUES (?, ?, ?)";
            case UpdateUser update -> "UPDATE public.users SET name = ?, email = ? WHERE id = ?";
            case DeleteUser delete ->
                "DELETE FROM public.users WHERE id = ? AND NOT EXISTS"
                        + " (SELECT FROM public.orders WHERE orders.user_id = users.id)";
            case InsertOrder insert ->
                "INSERT INTO public.orders (id, user_id, product_name, quantity)"
                        + " VALUES (?, (SELECT id FROM public.users WHERE id = ?), ?, ?)";
            case UpdateOrder update -> "UPDATE public.orders SET product_name = ?, quantity = ? WHERE id = ?";
            case MoveOrder move ->
                "UPDATE public.orders SET user_id = (SELECT id FROM public.users WHERE id = ?) WHERE id = ?";
            case DeleteOrder delete -> "DELETE FROM public.orders WHERE id = ?";
        };
    }

    private static void bind(PreparedStatement statement, Change change) throws SQLException {
        switch (change) {
            case InsertUser insert -> {
                statement.setInt(1, insert.id());
                statement.setString(2, insert.name());
                statement.setString(3, insert.email());
            }
            case UpdateUser update -> {
                statement.setString(1, update.name());
                statement.setString(2, update.email());
                statement.setInt(3, update.id());
            }
            case DeleteUser delete -> statement.setInt(1, delete.id());
            case InsertOrder insert -> {
                statement.setInt(1, insert.id());
                bind(statement, 2, insert.userId());
                statement.setString(3, insert.product());
                statement.setObject(4, insert.quantity(), Types.INTEGER);
            }
            case UpdateOrder update -> {
                statement.setString(1, update.product());
                statement.setObject(2, update.quantity(), Types.INTEGER);
                statement.setInt(3, update.id());
            }
            case MoveOrder move -> {
                bind(statement, 1, move.userId());
                statement.setInt(2, move.id());
            }
            case DeleteOrder delete -> statement.setInt(1, delete.id());
        }
    }

    private static void bind(PreparedStatement statement, int index, OptionalInt value) throws SQLException {
        if (value.isPresent()) {
            statement.setInt(index, value.getAsInt());
        } else {
            statement.setNull(index, Types.INTEGER);
        }
    }

    private void rollBack(SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no use any more, and the server drops it in any case.
        }
    }
}
