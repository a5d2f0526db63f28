package dev.tributary.tools.connectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "snapshot",
        description = {
            "Have the connector read tables once more, while it goes on to capture changes.",
            "",
            "Rows that are missing downstream come, and rows that differ are mended. Rows that are there no more are not"
                    + " noticed by it: a table has no memory of them."
        })
public final class SnapshotCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String REQUEST =
            "INSERT INTO tributary.signal (id, type, data) VALUES (?, 'execute-snapshot', ?)";

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "Captured tables, such as public.orders; those in public without it.")
    private List<String> tables = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows that meet it, in SQL, such as \"user_id = 7\"; for one table.")
    private @Nullable String condition;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (condition != null && tables.size() > 1) {
            throw ToolException.usage("--where is for one table, and there are " + tables.size());
        }
        List<String> named = tables.stream()
                .map(table -> table.contains(".") ? table : "public." + table)
                .toList();
        request(endpoints.postgres(), named);
        PrintWriter out = spec.commandLine().getOut();
        out.println("The connector has been asked to read " + String.join(" and ", named)
                + " once more. Compare with ./tributary audit.");
        out.flush();
        return ExitCode.OK;
    }

    private void request(Postgres database, List<String> named) {
        try (Connection connection = database.open("tributary snapshot");
                PreparedStatement check = connection.prepareStatement(
                        "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'tributary'"
                                + " AND schemaname || '.' || tablename = ?");
                PreparedStatement insert = connection.prepareStatement(REQUEST)) {
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
            insert.setString(2, data(named).toString());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw Postgres.isConnectionFailure(e)
                    ? ToolException.unreachable(database + " cannot be reached: " + Postgres.explain(e), e)
                    : ToolException.failed("the request cannot be written: " + Postgres.explain(e), e);
        }
    }

    /** As Debezium documents it: names are regular expressions there. */
    private ObjectNode data(List<String> named) {
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
