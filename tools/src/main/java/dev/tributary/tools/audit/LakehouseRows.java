package dev.tributary.tools.audit;

import dev.tributary.tools.definition.View;
import java.util.Iterator;

/**
 * Reads a view that is kept as a Delta table. Found by {@link java.util.ServiceLoader} where Spark is on the class path, as it is for
 * {@code ./tributary audit --lakehouse}.
 */
public interface LakehouseRows {

    /**
     * The rows by their keys, each as JSON with the columns of the contract.
     *
     * @param location a directory, or a URI of a file system that Spark knows
     * @throws dev.tributary.tools.ToolException if there is no such table
     */
    Iterator<String> read(View view, String location);
}
