package dev.tributary.benchmarks.capture;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A sink that can be measured.
 *
 * @param options what runs beside a pipeline that has it
 * @param opener opens it, stopped and empty, when all of that runs
 */
public record SinkKind(String name, UnaryOperator<LocalStackOptions> options, Opener opener) {

    /** A table of another PostgreSQL, which Debezium's JDBC sink keeps. */
    public static final String REPORTING = "reporting";

    private static final List<SinkKind> ALL =
            List.of(new SinkKind(REPORTING, LocalStackOptions::withReporting, JdbcSink::open));

    /** Opens a sink of a pipeline. */
    @FunctionalInterface
    interface Opener {
        ViewSink open(LocalStack stack) throws IOException, InterruptedException;
    }

    public static SinkKind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name.equals(name))
                .findFirst()
                .orElseThrow(() -> ToolException.usage("no sink '" + name + "'; there are "
                        + String.join(", ", ALL.stream().map(SinkKind::name).toList())));
    }
}
