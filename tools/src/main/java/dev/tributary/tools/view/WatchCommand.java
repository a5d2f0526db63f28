package dev.tributary.tools.view;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.ToolException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = "Follow changes of the view over HTTP, a JSON object a line; goes on where it was when the"
                + " connection is lost. A deleted order is {\"id\":…,\"removed\":true}.")
public final class WatchCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

    @Option(names = "--user", paramLabel = "ID", description = "Only this user's orders.")
    private @Nullable Long user;

    @Option(names = "--state", description = "First the orders as they are now.")
    private boolean state;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many lines.")
    private long limit = Long.MAX_VALUE;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable InputStream> current = new AtomicReference<>();
    private Optional<String> lastId = Optional.empty();
    private long printed;

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
        }
        ProgressLine notes = new ProgressLine(spec.commandLine().getErr());
        StopSignal signal = StopSignal.onSignal(this::stop);
        try (ViewApi api = endpoints.http()) {
            follow(api);
            while (!isDone() && !stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    follow(api);
                } catch (ToolException e) {
                    if (e.exitCode() != ExitCode.UNREACHABLE) {
                        throw e;
                    }
                    notes.note(e.getMessage() + "; trying again");
                }
            }
        } finally {
            signal.release();
        }
        return ExitCode.OK;
    }

    private boolean isDone() {
        return printed >= limit || stopped.getCount() == 0;
    }

    private void stop() {
        stopped.countDown();
        @Nullable InputStream stream = current.get();
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // It is of no use any more in any case.
            }
        }
    }

    /** Until the stream ends. */
    private void follow(ViewApi api) throws InterruptedException {
        String path = "orders/stream?state=" + (state && lastId.isEmpty()) + (user == null ? "" : "&user_id=" + user);
        try (InputStream stream = api.stream(path, lastId);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            current.set(stream);
            ServerSentEvents events = new ServerSentEvents(this::print);
            String line;
            while (!isDone() && (line = lines.readLine()) != null) {
                events.line(line);
                lastId = events.lastId();
            }
        } catch (IOException e) {
            // The connection is lost, or was closed to stop: whoever called sees which.
        } finally {
            current.set(null);
        }
    }

    private void print(String event, String data) {
        PrintWriter out = spec.commandLine().getOut();
        switch (event) {
            case "order" -> out.println(data);
            case "removed" -> out.println(data.replaceFirst("}$", ",\"removed\":true}"));
            default -> {
                return;
            }
        }
        printed++;
        if (out.checkError()) {
            stopped.countDown();
        }
    }
}
