package dev.tributary.localstack;

import dev.tributary.tools.generate.DataSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the stack is to be started.
 *
 * @param dataSet the tables in the database, and the view that the application keeps
 * @param data where its data stays; a temporary directory, deleted in the end, if empty
 * @param temporaryUnder the parent of that temporary directory; the system's if empty
 * @param conventionalPorts whether each part listens where people look for it, if that port is free; any free port if not
 * @param capture whether Kafka Connect is started too, and captures the database
 * @param application whether the Streams application is started too
 * @param instances of the application
 * @param applicationSettings environment of the application beside its addresses, {@code TRIBUTARY_…}
 * @param applicationClasses a folder of classes that go before the application's own: for who tests the tests
 * @param wiring what stands between the parts, if anything does
 * @param metrics whether the JVMs show their metrics to Prometheus
 * @param reporting whether a second PostgreSQL has the view as a table, which Kafka Connect keeps
 * @param publish whether {@code .tributary/endpoints.json} tells other commands where this stack is
 * @param listener told what happens, from several threads
 */
public record LocalStackOptions(
        DataSet dataSet,
        Optional<Path> data,
        Optional<Path> temporaryUnder,
        boolean conventionalPorts,
        boolean capture,
        boolean application,
        int instances,
        Map<String, String> applicationSettings,
        Optional<Path> applicationClasses,
        Optional<Wiring> wiring,
        boolean metrics,
        boolean reporting,
        boolean publish,
        Consumer<Progress> listener) {

    /** For people: conventional ports, everything started, and published. */
    public static LocalStackOptions forPeople() {
        return of(Optional.empty(), true);
    }

    /** For tests: any ports, everything started, nothing outside of {@code temporaryUnder}. */
    public static LocalStackOptions forTests(Path temporaryUnder) {
        return of(Optional.of(temporaryUnder), false);
    }

    /** Any ports, everything started, and nothing published: it is not to be used by others. */
    public static LocalStackOptions forChaos() {
        return of(Optional.empty(), false);
    }

    private static LocalStackOptions of(Optional<Path> temporaryUnder, boolean forPeople) {
        return new LocalStackOptions(
                DataSet.SHOP,
                Optional.empty(),
                temporaryUnder,
                forPeople,
                true,
                true,
                1,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                forPeople,
                progress -> {});
    }

    /** Other tables, and their view, than those of the shop. */
    public LocalStackOptions withDataSet(DataSet other) {
        return new LocalStackOptions(
                other,
                data,
                temporaryUnder,
                conventionalPorts,
                capture,
                application,
                instances,
                applicationSettings,
                applicationClasses,
                wiring,
                metrics,
                reporting,
                publish,
                listener);
    }

    public LocalStackOptions withData(Path directory) {
        return with(Optional.of(directory), capture, application, instances, applicationSettings, listener);
    }

    /** Servers alone, for whoever writes change events itself. */
    public LocalStackOptions withoutCapture() {
        return with(data, false, application, instances, applicationSettings, listener);
    }

    public LocalStackOptions withoutApplication() {
        return with(data, capture, false, instances, applicationSettings, listener);
    }

    /** So many applications, which share the work. */
    public LocalStackOptions withInstances(int number) {
        return with(data, capture, application, number, applicationSettings, listener);
    }

    public LocalStackOptions withApplicationSettings(Map<String, String> settings) {
        return with(data, capture, application, instances, Map.copyOf(settings), listener);
    }

    /** Has these classes, in a folder, go before those of the same names in the application. */
    public LocalStackOptions withApplicationClasses(Path folder) {
        return with(Optional.of(folder), wiring, metrics, reporting);
    }

    /** Puts something between the parts. */
    public LocalStackOptions withWiring(Wiring between) {
        return with(applicationClasses, Optional.of(between), metrics, reporting);
    }

    /** Has every JVM show its metrics; what asks for them is started by others. */
    public LocalStackOptions withMetrics() {
        return with(applicationClasses, wiring, true, reporting);
    }

    /** Keeps the view as a table of a second PostgreSQL, too. */
    public LocalStackOptions withReporting() {
        return with(applicationClasses, wiring, metrics, true);
    }

    public LocalStackOptions withListener(Consumer<Progress> newListener) {
        return with(data, capture, application, instances, applicationSettings, newListener);
    }

    private LocalStackOptions with(
            Optional<Path> newData,
            boolean newCapture,
            boolean newApplication,
            int newInstances,
            Map<String, String> newSettings,
            Consumer<Progress> newListener) {
        return new LocalStackOptions(
                dataSet,
                newData,
                temporaryUnder,
                conventionalPorts,
                newCapture,
                newApplication,
                newInstances,
                newSettings,
                applicationClasses,
                wiring,
                metrics,
                reporting,
                publish,
                newListener);
    }

    private LocalStackOptions with(
            Optional<Path> newClasses, Optional<Wiring> newWiring, boolean newMetrics, boolean newReporting) {
        return new LocalStackOptions(
                dataSet,
                data,
                temporaryUnder,
                conventionalPorts,
                capture,
                application,
                instances,
                applicationSettings,
                newClasses,
                newWiring,
                newMetrics,
                newReporting,
                publish,
                listener);
    }
}
