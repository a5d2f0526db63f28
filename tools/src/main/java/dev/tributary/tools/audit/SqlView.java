package dev.tributary.tools.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tributary.definition.Name;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ExactJson;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.definition.View;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;

/** The view as PostgreSQL computes it, or a table that holds it, at one moment, through a cursor. */
final class SqlView implements DatabaseRows {

    private static final int FETCH_ROWS = 1_000;

    /** As docs/types.md says; tables without a schema are in public. */
    private static final String SESSION = """
            SET search_path = public; SET TimeZone = 'UTC'; SET DateStyle = ISO; SET IntervalStyle = postgres;
            SET bytea_output = hex; SET extra_float_digits = 1""";

    private final Connection connection;
    private final ResultSet rows;
    private final KeyType keyType;

    private SqlView(Connection connection, ResultSet rows, KeyType keyType) {
        this.connection = connection;
        this.rows = rows;
        this.keyType = keyType;
    }

    static SqlView open(Postgres postgres, View view) throws SQLException {
        return open(postgres, query(view), view);
    }

    /** The table of a reporting database. */
    static SqlView openTable(Postgres postgres, View view) throws SQLException {
        return open(postgres, query(view, "SELECT * FROM " + Name.quoted(view.name())), view);
    }

    private static SqlView open(Postgres postgres, String query, View view) throws SQLException {
        Connection connection = postgres.openForAllRows("tributary-audit");
        try (Statement session = connection.createStatement()) {
            session.execute(SESSION);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Statement statement = connection.createStatement();
            statement.setEscapeProcessing(false);
            statement.setFetchSize(FETCH_ROWS);
            return new SqlView(connection, statement.executeQuery(query), view.keyType());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** In the order of {@link Key}: that of the bytes of UTF-8, whatever collation the column and encoding the database has. */
    static String query(View view) {
        return query(view, view.definition().query());
    }

    private static String query(View view, String rows) {
        // No column of a view can be called like this row.
        String key = "\"the row\"." + Name.quoted(view.key());
        return "SELECT " + key + ", row_to_json(\"the row\")::text FROM ("
                + rows + ") \"the row\" ORDER BY "
                + (view.keyType() == KeyType.TEXT ? "convert_to(" + key + "::text, 'UTF8')" : "1");
    }

    @Override
    public Optional<Row> next() throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        Key key = keyType.parse(rows.getString(1));
        try {
            return Optional.of(new Row(key, ExactJson.MAPPER.readTree(rows.getString(2))));
        } catch (JsonProcessingException e) {
            throw new SerializationException("PostgreSQL's JSON of the row " + key + " cannot be read", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
