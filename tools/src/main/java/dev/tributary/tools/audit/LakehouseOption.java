package dev.tributary.tools.audit;

import dev.tributary.tools.ProjectFiles;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the Delta table of a view is. */
public final class LakehouseOption {

    /** The variable with the location. */
    public static final String ENVIRONMENT = "TRIBUTARY_LAKEHOUSE_TABLE";

    private LakehouseOption() {}

    /**
     * A directory, or a URI of a file system that Spark knows.
     *
     * @param given by the person; null or empty for the usual place
     */
    public static String location(@Nullable String given, View view) {
        if (given != null && !given.isEmpty()) {
            return given;
        }
        String named = System.getenv(ENVIRONMENT);
        return named != null
                ? named
                : ProjectFiles.find(Path.of(""), System.getenv(), Path.of(".tributary"))
                        .map(folder -> folder.resolve("lakehouse")
                                .resolve(view.name())
                                .toAbsolutePath()
                                .normalize()
                                .toString())
                        .orElseThrow(() -> ToolException.usage(
                                "it is not known where the table is: pass its directory or URI, or set "
                                        + ENVIRONMENT));
    }
}
