package dev.tributary.definition;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
    public List<Refusal> refusals(String text) throws SQLException {
        QueryText query;
        try {
            query = ViewParser.query(text);
        } catch (RefusedException e) {
            return List.of(e.refusal());
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET TRANSACTION READ ONLY");
            statement.execute("SET LOCAL lock_timeout = '5s'");
            statement.execute(PREPARE + query.sql());
            statement.execute("DEALLOCATE tributary_view");
            return List.of();
        } catch (SQLException e) {
            if (!isOfTheText(e)) {
                throw e;
            }
            ServerError error = errors.of(e).orElseThrow(() -> e);
            connection.rollback();
            return isOfAName(e) ? refusalsOfAName(text, query, error) : List.of(refusal(query, error));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /**
     * PostgreSQL says of a place only that there is no such table or column. It may be there in another case, or what is wrong with the text is
     * the reason, such as a table that is named before it is joined.
     */
    private List<Refusal> refusalsOfAName(String text, QueryText query, ServerError error) throws SQLException {
        ViewDefinition view;
        try {
            view = ViewParser.read(text);
        } catch (RefusedException e) {
            return List.of(e.refusal());
        }
        Optional<Refusal> inOtherCase = new NamesInDatabase(connection).inOtherCase(view, position(query, error));
        if (inOtherCase.isPresent()) {
            return List.of(inOtherCase.get());
        }
        List<Refusal> refusals = new DefinitionRules(view).refusals();
        return refusals.isEmpty() ? List.of(refusal(query, error)) : refusals;
    }

    private static Refusal refusal(QueryText query, ServerError error) {
        return new Refusal(
                position(query, error),
                "PostgreSQL refuses this: " + error.message(),
                error.hint().orElse("correct the text, or the database"));
    }

    private static Position position(QueryText query, ServerError error) {
        return query.position(error.position() - PREPARE.length());
    }

    /** A table, or a column, that is not there. */
    private static boolean isOfAName(SQLException error) {
        return "42P01".equals(error.getSQLState()) || "42703".equals(error.getSQLState());
    }

    /** Syntax and names, features that are not there, values, a schema that does not exist. */
    private static boolean isOfTheText(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.startsWith("42") || state.startsWith("0A") || state.startsWith("22") || state.startsWith("3F");
    }
}
