package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** PostgreSQL. Neighbouring changes by one operation travel in one batch. */
final class JdbcDatabase implements Database {

    private final Connection connection;
    private final Map<Operation, PreparedStatement> statements = new HashMap<>();

    private JdbcDatabase(Connection connection) {
        this.connection = connection;
    }

    static JdbcDatabase open(Postgres postgres) throws SQLException {
        Connection connection = postgres.open("tributary-generate");
        connection.setAutoCommit(false);
        return new JdbcDatabase(connection);
    }

    @Override
    public List<Integer> reserveIds(Table table, int count) throws SQLException {
        return ids("SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)", table.name(), count);
    }

    @Override
    public List<Integer> sampleIds(Table table, int count, RandomGenerator random) throws SQLException {
        // Two look-ups in the primary key's index, however large the table is.
        String sql = "SELECT id FROM " + table.name() + " WHERE id >= (SELECT min(id) + (?::float8 * (max(id) - min(id)"
                + "))::int FROM " + table.name() + ") ORDER BY id LIMIT ?";
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
            Operation operation = changes.get(from).operation();
            PreparedStatement statement = statement(operation);
            int to = from;
            while (to < changes.size() && changes.get(to).operation().equals(operation)) {
                bind(statement, changes.get(to).values());
                statement.addBatch();
                to++;
            }
            int[] counts = statement.executeBatch();
            System.arraycopy(counts, 0, changed, from, counts.length);
            from = to;
        }
        return changed;
    }

    private PreparedStatement statement(Operation operation) throws SQLException {
        PreparedStatement known = statements.get(operation);
        if (known == null) {
            known = connection.prepareStatement(operation.sql());
            statements.put(operation, known);
        }
        known.clearBatch();
        return known;
    }

    private static void bind(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
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
