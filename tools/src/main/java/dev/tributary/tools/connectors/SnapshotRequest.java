package dev.tributary.tools.connectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests snapshots from the connector, by rows of the table of signals. */
final class SnapshotRequest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Postgres database;
    private final Snapshot.Settings connector;

    SnapshotRequest(Postgres database, Snapshot.Settings connector) {
        this.database = database;
        this.connector = connector;
    }

    /**
     * Requests whole tables, or a part of one.
     *
     * @param named with their schemas
     * @param condition in SQL, on the first of them; on none if null
     * @return the id of the request
     * @throws ToolException if one of them is not captured, or the request cannot be made
     */
    String ofTables(List<String> named, @Nullable String condition) {
        try (Connection connection = database.open("tributary snapshot");
                PreparedStatement insert = connection.prepareStatement(request())) {
            CaptureCheck.requireCaptured(connection, connector.name(), connector.capture(), named);
            if (condition != null) {
                requireCondition(connection, named.getFirst(), condition);
            }
            String id = UUID.randomUUID().toString();
            insert.setString(1, id);
            insert.setString(2, data(named, condition).toString());
            insert.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw SnapshotDatabase.explain(database, e);
        }
    }

    private String request() {
        return "INSERT INTO " + Postgres.quoted(connector.signals())
                + " (id, type, data) VALUES (?, 'execute-snapshot', ?)";
    }

    /** The connector would only log what is wrong with it. */
    private static void requireCondition(Connection connection, String table, String condition) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT FROM " + Postgres.quoted(table) + " WHERE (" + condition + "\n) LIMIT 0")) {
            query.executeQuery().close();
        } catch (SQLException e) {
            if (Postgres.isConnectionFailure(e)) {
                throw e;
            }
            throw ToolException.failed("the condition is wrong: " + Postgres.explain(e), e);
        }
    }

    /** As Debezium documents it: names are regular expressions there. */
    private static ObjectNode data(List<String> named, @Nullable String condition) {
        ObjectNode data = JSON.createObjectNode().put("type", "INCREMENTAL");
        ArrayNode collections = data.putArray("data-collections");
        named.forEach(table -> collections.add(table.replace(".", "\\.")));
        if (condition != null) {
            data.putArray("additional-conditions")
                    .addObject()
                    .put("data-collection", named.getFirst())
                    .put("filter", condition);
        }
        return data;
    }
}
