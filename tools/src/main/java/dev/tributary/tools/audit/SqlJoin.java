package dev.tributary.tools.audit;

import dev.tributary.tools.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The join as PostgreSQL computes it, at one moment, through a cursor. */
final class SqlJoin implements JoinedRows {

    private static final int FETCH_ROWS = 5_000;

    private static final String QUERY = """
            SELECT o.id, o.user_id, o.product_name, o.quantity, %s, u.id, u.name, u.email, %s
            FROM public.orders o LEFT JOIN public.users u ON u.id = o.user_id
            ORDER BY o.id""".formatted(micros("o.order_date"), micros("u.created_at"));

    private final Connection connection;
    private final ResultSet rows;

    private SqlJoin(Connection connection, ResultSet rows) {
        this.connection = connection;
        this.rows = rows;
    }

    static SqlJoin open(Postgres postgres) throws SQLException {
        Connection connection = postgres.openForAllRows("tributary-audit");
        try {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Statement statement = connection.createStatement();
            statement.setFetchSize(FETCH_ROWS);
            return new SqlJoin(connection, statement.executeQuery(QUERY));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Microseconds since 1970, exactly. Infinity is the largest number, as Debezium sends it, and so is what lies beyond
     * the largest number: PostgreSQL's calendar ends 30 years after it.
     */
    private static String micros(String column) {
        return """
               CASE WHEN %1$s > '294247-01-10 04:00:54.775807' THEN 9223372036854775807
                    WHEN %1$s = '-infinity' THEN '-9223372036854775808'::bigint
                    ELSE (extract(epoch FROM %1$s) * 1000000)::bigint END""".formatted(column);
    }

    @Override
    public Optional<JoinedRow> next() throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        Long userId = nullableLong(6);
        Optional<JoinedRow.User> user = userId == null
                ? Optional.empty()
                : Optional.of(new JoinedRow.User(userId, rows.getString(7), rows.getString(8), nullableLong(9)));
        return Optional.of(new JoinedRow(
                rows.getLong(1), nullableLong(2), rows.getString(3), nullableLong(4), nullableLong(5), user));
    }

    private @Nullable Long nullableLong(int column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
