package dev.tributary.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the stack is to be started.
 *
 * @param data where its data stays; a temporary directory, deleted in the end, if empty
 * @param temporaryUnder the parent of that temporary directory; the system's if empty
 * @param conventionalPorts whether each part listens where people look for it, if that port is free; any free port if not
 * @param capture whether Kafka Connect is started too, and captures the database
 * @param application whether the Streams application is started too
 * @param applicationSettings environment of the application beside its addresses, {@code TRIBUTARY_…}
 * @param publish whether {@code .tributary/endpoints.json} tells other commands where this stack is
 * @param listener told what happens, from several threads
 */
public record LocalStackOptions(
        Optional<Path> data,
        Optional<Path> temporaryUnder,
        boolean conventionalPorts,
        boolean capture,
        boolean application,
        Map<String, String> applicationSettings,
        boolean publish,
        Consumer<Progress> listener) {

    /** For people: conventional ports, everything started, and published. */
    public static LocalStackOptions forPeople() {
        return new LocalStackOptions(
                Optional.empty(), Optional.empty(), true, true, true, Map.of(), true, progress -> {});
    }

    /** For tests: any ports, everything started, nothing outside of {@code temporaryUnder}. */
    public static LocalStackOptions forTests(Path temporaryUnder) {
        return new LocalStackOptions(
                Optional.empty(), Optional.of(temporaryUnder), false, true, true, Map.of(), false, progress -> {});
    }

    public LocalStackOptions withData(Path directory) {
        return new LocalStackOptions(
                Optional.of(directory),
                temporaryUnder,
                conventionalPorts,
                capture,
                application,
                applicationSettings,
                publish,
                listener);
    }

    /** Servers alone, for whoever writes change events itself. */
    public LocalStackOptions withoutCapture() {
        return new LocalStackOptions(
                data, temporaryUnder, conventionalPorts, false, application, applicationSettings, publish, listener);
    }

    public LocalStackOptions withoutApplication() {
        return new LocalStackOptions(
                data, temporaryUnder, conventionalPorts, capture, false, applicationSettings, publish, listener);
    }

    public LocalStackOptions withApplicationSettings(Map<String, String> settings) {
        return new LocalStackOptions(
                data, temporaryUnder, conventionalPorts, capture, application, Map.copyOf(settings), publish, listener);
    }

    public LocalStackOptions withListener(Consumer<Progress> newListener) {
        return new LocalStackOptions(
                data,
                temporaryUnder,
                conventionalPorts,
                capture,
                application,
                applicationSettings,
                publish,
                newListener);
    }
}
