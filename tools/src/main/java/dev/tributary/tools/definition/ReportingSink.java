package dev.tributary.tools.definition;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.contract.ViewContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The connector that keeps a view in a reporting database: the project's own, for another view. */
public final class ReportingSink {

    /** The name of the project's own. */
    public static final String SHIPPED = "reporting-sink";

    /** The file of the project's own. */
    public static final Path FILE = Path.of("connect", "sinks", SHIPPED + ".json");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportingSink() {}

    /**
     * The file of a connector, as JSON.
     *
     * @param shipped the file of the project's own, which has all the rest
     * @param name of the connector
     */
    public static String connector(Path shipped, String name, ViewContract view) throws IOException {
        ObjectNode connector = (ObjectNode) JSON.readTree(shipped.toFile());
        connector.put("name", name);
        ObjectNode config = (ObjectNode) connector.get("config");
        config.put("topics", view.name());
        config.put("collection.name.format", view.name());
        config.put(
                "key.converter.column", view.base().columns().getFirst().field().name());
        config.put("key.converter.type", view.keyType().name().toLowerCase(Locale.ROOT));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(connector);
    }
}
