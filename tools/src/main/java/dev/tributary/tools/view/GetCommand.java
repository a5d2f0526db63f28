package dev.tributary.tools.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ToolException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "get",
        description =
                "Ask the view over HTTP: one order, or all orders of a user, as JSON. Exit code 1 if there is none.")
public final class GetCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;

    enum What {
        order,
        user
    }

    @Parameters(index = "0", paramLabel = "order|user", description = "What to get.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private What what;

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private long id;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (ViewApi api = endpoints.http()) {
            return switch (what) {
                case order -> order(api);
                case user -> ordersOfUser(api);
            };
        }
    }

    private int order(ViewApi api) throws InterruptedException {
        Optional<JsonNode> order = api.get("orders/" + id);
        if (order.isEmpty()) {
            throw ToolException.failed("there is no order " + id);
        }
        spec.commandLine().getOut().println(order.get().toPrettyString());
        return ExitCode.OK;
    }

    private int ordersOfUser(ViewApi api) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<String> next = Optional.of("users/" + id + "/orders?limit=" + PAGE);
        long printed = 0;
        while (next.isPresent()) {
            JsonNode page = api.get(next.get()).orElseThrow();
            for (JsonNode order : page.path("orders")) {
                out.println(order);
                printed++;
            }
            out.flush();
            next = Optional.ofNullable(page.path("next").textValue());
        }
        if (printed == 0) {
            throw ToolException.failed("user " + id + " has no orders");
        }
        return ExitCode.OK;
    }
}
