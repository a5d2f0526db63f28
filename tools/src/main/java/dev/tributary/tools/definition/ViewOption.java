package dev.tributary.tools.definition;

import dev.tributary.tools.EndpointOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which view a command is about. */
public final class ViewOption {

    /** The application has the setting under the same name. */
    private static final String ENVIRONMENT = "TRIBUTARY_VIEW";

    @Option(
            names = "--view",
            paramLabel = "FILE",
            description = "The definition of the view, with its contract beside it; by default $" + ENVIRONMENT
                    + ", or that of the demo that runs, or views/enriched-orders.sql of the project.")
    private @Nullable Path file;

    /** The one that the command is about; the endpoints say what runs there. */
    public View view(EndpointOptions endpoints) {
        return named(endpoints).orElseGet(View::shipped);
    }

    /** The one that is named; empty where the project's is meant. */
    public Optional<View> named(EndpointOptions endpoints) {
        String variable = System.getenv(ENVIRONMENT);
        Path named = file != null || variable == null ? file : Path.of(variable);
        return Optional.ofNullable(named).or(endpoints::view).map(View::read);
    }
}
