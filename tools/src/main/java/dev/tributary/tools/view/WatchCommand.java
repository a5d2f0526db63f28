package dev.tributary.tools.view;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.ByOption;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
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
                + " connection is lost. A deleted row is its key with \"removed\":true.")
public final class WatchCommand implements Callable<Integer> {

    private static final long PAUSE_MILLIS = 500;

    @Mixin
    private final ByOption by = new ByOption();

    @Mixin
    private final ViewOption view = new ViewOption();

    @Option(names = "--state", description = "First the rows as they are now.")
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
        View watched = view.view(endpoints);
        String filter = by.of(watched).map(owner -> "&" + owner.parameter()).orElse("");
        ProgressLine notes = new ProgressLine(spec.commandLine().getErr());
        StopSignal signal = StopSignal.onSignal(this::stop);
        try (ViewApi api = endpoints.http()) {
            follow(api, watched, filter);
            while (!isDone() && !stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    follow(api, watched, filter);
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
    private void follow(ViewApi api, View watched, String filter) throws InterruptedException {
        String path = watched.rows() + "/stream?state=" + (state && lastId.isEmpty()) + filter;
        try (InputStream stream = api.stream(path, lastId);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            current.set(stream);
            ServerSentEvents events = new ServerSentEvents((event, data) -> print(watched, event, data));
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

    private void print(View watched, String event, String data) {
        PrintWriter out = spec.commandLine().getOut();
        if (event.equals(watched.row())) {
            out.println(data);
        } else if (event.equals("removed")) {
            out.println(data.replaceFirst("}$", ",\"removed\":true}"));
        } else {
            return;
        }
        printed++;
        if (out.checkError()) {
            stopped.countDown();
        }
    }
}
