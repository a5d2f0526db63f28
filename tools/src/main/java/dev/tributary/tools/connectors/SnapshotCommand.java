package dev.tributary.tools.connectors;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ToolException;
import java.io.PrintWriter;
import java.util.List;
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
                    + " noticed by it: a table has no memory of them. ./tributary sweep finds those."
        })
public final class SnapshotCommand implements Callable<Integer> {

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
        new SnapshotRequest(endpoints.postgres()).ofTables(named, condition);
        PrintWriter out = spec.commandLine().getOut();
        out.println("The connector has been asked to read " + String.join(" and ", named)
                + " once more. Compare with ./tributary audit.");
        out.flush();
        return ExitCode.OK;
    }
}
