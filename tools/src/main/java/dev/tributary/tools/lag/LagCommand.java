package dev.tributary.tools.lag;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.definition.ViewOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "lag",
        description = {
            "How far consumer groups are behind, by what the broker knows.",
            "",
            "Also of an application that does not run: its groups keep their place. With --listen, it is served to"
                    + " Prometheus until the command is interrupted, and with it, if the database is known, what keeps changes"
                    + " from being captured."
        })
public final class LagCommand implements Callable<Integer> {

    private static final int MOST_PORT = 65_535;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = "tributary-enrich,tributary-view",
            split = ",",
            description = "Consumer groups; by default ${DEFAULT-VALUE}.")
    private List<String> groups = List.of();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Answer GET /metrics there, in Prometheus' text format.")
    private @Nullable String listen;

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (listen == null) {
            try (GroupLags lags = GroupLags.open(endpoints.kafka())) {
                out.print(LagText.table(lags.of(groups)));
            }
            out.flush();
            return ExitCode.OK;
        }
        InetSocketAddress address = address(listen);
        Optional<Postgres> database = endpoints.postgresIfKnown();
        if (database.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("it is not known where PostgreSQL is, so capture is not checked: pass --postgres");
            err.flush();
        }
        CountDownLatch end = new CountDownLatch(1);
        StopSignal signal = StopSignal.onSignal(end::countDown);
        try (LagExporter exporter = LagExporter.start(
                endpoints.kafka(),
                groups,
                database.map(known -> new CaptureCheck(known, CaptureSettings.of(view.view(endpoints)))),
                address)) {
            out.println("listening on " + address.getHostString() + ":" + exporter.port() + ", GET /metrics");
            out.flush();
            end.await();
            return ExitCode.OK;
        } catch (IOException e) {
            throw ToolException.failed("cannot listen on " + listen + ": " + e.getMessage(), e);
        } finally {
            signal.release();
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 0 && port <= MOST_PORT) {
                return new InetSocketAddress(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw ToolException.usage("--listen must look like 127.0.0.1:9407, not " + text);
    }
}
