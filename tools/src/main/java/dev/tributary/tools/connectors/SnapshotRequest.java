package dev.tributary.tools.connectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the connector, by a row of the table of signals, to read tables once more. */
public final class SnapshotRequest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String REQUEST =
            "INSERT INTO tributary.signal (id, type, data) VALUES (?, 'execute-snapshot', ?)";

    /** So many of the longest ids fit into the column for a request. */
    private static final int IDS = 100;

    private final Postgres database;

    public SnapshotRequest(Postgres database) {
        this.database = database;
    }

    /**
     * Asks for single rows.
     *
     * @param table with its schema
     */
    public void ofRows(String table, Collection<Long> ids) {
        List<Long> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += IDS) {
            String some = all.subList(from, Math.min(all.size(), from + IDS)).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            ofTables(List.of(table), "id IN (" + some + ")");
        }
    }

    /**
     * Asks for whole tables, or for a part of one.
     *
     * @param named with their schemas
     * @param condition in SQL, on the first of them; on none if null
     * @throws ToolException if one of them is not captured, or the request cannot be made
     */
    public void ofTables(List<String> named, @Nullable String condition) {
        try (Connection connection = database.open("tributary snapshot");
                PreparedStatement check = connection.prepareStatement(
                        "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'tributary'"
                                + " AND schemaname || '.' || tablename = ?");
                PreparedStatement insert = connection.prepareStatement(REQUEST)) {
            CaptureCheck.requireCaptured(connection, named);
            for (String table : named) {
                check.setString(1, table);
                try (ResultSet found = check.executeQuery()) {
                    if (!found.next() || found.getInt(1) == 0) {
                        throw ToolException.failed(
                                "table " + table + " is not captured: the publication tributary does not have it");
                    }
                }
            }
            insert.setString(1, UUID.randomUUID().toString());
            insert.setString(2, data(named, condition).toString());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw Postgres.isConnectionFailure(e)
                    ? ToolException.unreachable(database + " cannot be reached: " + Postgres.explain(e), e)
                    : ToolException.failed("the request cannot be written: " + Postgres.explain(e), e);
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
