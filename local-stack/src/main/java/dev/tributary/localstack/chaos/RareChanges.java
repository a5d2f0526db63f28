package dev.tributary.localstack.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * The changes of a data set's rows that its generator does not make: rows whose primary key changes and changes back, joined rows that lose
 * those that refer to them, are deleted, and come back under the same key, rows that change several times in one transaction, and many
 * rows at once.
 */
interface RareChanges {

    /** The statements of the next transaction, each of which changes rows. */
    List<String> next(Random random, Ids ids) throws SQLException;

    /** Ids by the connection that makes the changes. */
    record Ids(Connection connection) {

        /** A number that SQL computes; 0 if that is null: nothing has that id. */
        int of(String expression) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT " + expression)) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** The id of any row of a table, as an expression of SQL. */
    static String any(String table) {
        return "(SELECT id FROM " + table + " WHERE id >= (SELECT (random() * max(id))::int FROM " + table
                + ") ORDER BY id LIMIT 1)";
    }
}
