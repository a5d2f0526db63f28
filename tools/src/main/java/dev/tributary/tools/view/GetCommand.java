package dev.tributary.tools.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.key.Key;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.KeyArgument;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description =
                "Ask the view over HTTP: one row, or all rows with a foreign key, as JSON. Exit code 1 if there is none.")
public final class GetCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "A row, such as order, or a row that it refers to, such as user: the contract has these names before"
                            + " _lsn.")
    private String what = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Its key.")
    private String key = "";

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        View asked = view.view(endpoints);
        Optional<View.Reference> reference = asked.references().stream()
                .filter(known -> known.row().equals(what))
                .findFirst();
        if (reference.isEmpty() && !what.equals(asked.row())) {
            throw ToolException.usage("there is " + asked.row()
                    + asked.references().stream()
                            .map(known -> " and " + known.row())
                            .collect(Collectors.joining())
                    + " to get of the view " + asked.name() + ", and no " + what);
        }
        Key parsed = KeyArgument.parse(
                "KEY", key, reference.map(View.Reference::keyType).orElseGet(asked::keyType));
        try (ViewApi api = endpoints.http()) {
            return reference.isEmpty() ? row(api, asked, parsed) : rows(api, asked, reference.get(), parsed);
        }
    }

    private int row(ViewApi api, View asked, Key key) throws InterruptedException {
        Optional<JsonNode> row = api.get(asked.path(key))
                .map(found ->
                        !asked.keyType().isSegment() ? found.path(asked.rows()).path(0) : found)
                .filter(JsonNode::isObject);
        if (row.isEmpty()) {
            throw ToolException.failed("there is no " + what + " " + key);
        }
        spec.commandLine().getOut().println(row.get().toPrettyString());
        return ExitCode.OK;
    }

    private int rows(ViewApi api, View asked, View.Reference reference, Key key) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<String> next = Optional.of(reference.path(key) + "limit=" + PAGE);
        long printed = 0;
        while (next.isPresent()) {
            JsonNode page = api.get(next.get()).orElseThrow();
            for (JsonNode row : page.path(asked.rows())) {
                out.println(row);
                printed++;
            }
            out.flush();
            next = Optional.ofNullable(page.path("next").textValue());
        }
        if (printed == 0) {
            throw ToolException.failed(what + " " + key + " has no " + asked.rows());
        }
        return ExitCode.OK;
    }
}
