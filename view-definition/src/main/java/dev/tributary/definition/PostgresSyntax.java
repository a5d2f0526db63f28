package dev.tributary.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Has PostgreSQL prepare the query of a definition, which finds what is no SQL and which tables and columns do not exist. Nothing
 * is executed: the query is known to be one statement, and the transaction is read-only and rolled back.
 */
public final class PostgresSyntax {

    private static final String PREPARE = "PREPARE tributary_view AS ";

    /** What PostgreSQL says of an error; a driver's own class knows it. */
    public interface ServerErrors {
        /** Nothing if the error is not the server's. */
        Optional<ServerError> of(SQLException error);
    }

    /**
     * An error of the server.
     *
     * @param hint what PostgreSQL proposes
     * @param position from 1, in characters of the statement; 0 if unknown
     */
    public record ServerError(String message, Optional<String> hint, int position) {}

    private final Connection connection;
    private final ServerErrors errors;

    /**
     * Prepares with a connection.
     *
     * @param connection that is not in a transaction
     */
    public PostgresSyntax(Connection connection, ServerErrors errors) {
        this.connection = connection;
        this.errors = errors;
    }

    /**
     * What PostgreSQL refuses of a text; nothing if it can prepare it.
     *
     * @throws SQLException if PostgreSQL could not say
     */
    public Optional<Refusal> refusal(String text) throws SQLException {
        QueryText query;
        try {
            query = ViewParser.query(text);
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET TRANSACTION READ ONLY");
            statement.execute("SET LOCAL lock_timeout = '5s'");
            statement.execute(PREPARE + query.sql());
            statement.execute("DEALLOCATE tributary_view");
            return Optional.empty();
        } catch (SQLException e) {
            if (!isOfTheText(e)) {
                throw e;
            }
            return Optional.of(errors.of(e).map(error -> refusal(query, error)).orElseThrow(() -> e));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Refusal refusal(QueryText query, ServerError error) {
        return new Refusal(
                query.position(error.position() - PREPARE.length()),
                "PostgreSQL refuses this: " + error.message(),
                error.hint().orElse("correct the text, or the database"));
    }

    /** Syntax and names, features that are not there, values, a schema that does not exist. */
    private static boolean isOfTheText(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.startsWith("42") || state.startsWith("0A") || state.startsWith("22") || state.startsWith("3F");
    }
}
