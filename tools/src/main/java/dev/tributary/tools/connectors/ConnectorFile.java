package dev.tributary.tools.connectors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A connector as a file, or a worker, describes it: {@code {"name": …, "config": {…}}}.
 *
 * @param config as it stands there: placeholders such as <code>${env:NAME}</code> are for the worker to resolve
 */
public record ConnectorFile(String name, Map<String, String> config) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public ConnectorFile {
        config = Map.copyOf(config);
    }

    public static ConnectorFile read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JacksonException e) {
            throw ToolException.failed(file + " is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ToolException.failed(file + " cannot be read: " + e.getMessage(), e);
        }
        JsonNode name = root.path("name");
        JsonNode config = root.path("config");
        if (!name.isTextual() || name.textValue().isBlank() || !config.isObject()) {
            throw ToolException.failed(file + " must hold {\"name\": \"…\", \"config\": {…}}");
        }
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, JsonNode> setting : config.properties()) {
            if (!setting.getValue().isValueNode() || setting.getValue().isNull()) {
                throw ToolException.failed(file + ": the value of " + setting.getKey() + " must be a string");
            }
            settings.put(setting.getKey(), setting.getValue().asText());
        }
        return new ConnectorFile(name.textValue(), settings);
    }

    /** Every {@code *.json} of a directory, in the order of the file names. */
    public static List<ConnectorFile> readAll(Path directory) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw ToolException.failed(directory + " cannot be listed: " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw ToolException.failed("there is no connector file (*.json) in " + directory);
        }
        return readAll(files);
    }

    /** Several files, which must not describe the same connector. */
    public static List<ConnectorFile> readAll(List<Path> files) {
        List<ConnectorFile> connectors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            ConnectorFile connector = read(file);
            if (!names.add(connector.name())) {
                throw ToolException.failed(file + " describes " + connector.name() + ", as another file does");
            }
            connectors.add(connector);
        }
        return connectors;
    }

    /**
     * A setting.
     *
     * @throws ToolException if there is none of this name
     */
    public String required(String key) {
        String value = config.get(key);
        if (value == null || value.isBlank()) {
            throw ToolException.failed("the connector " + name + " has no " + key
                    + ": './tributary view connector' prints the file of one that has all that is needed");
        }
        return value;
    }

    /**
     * What it captures, as far as the database can be compared with it.
     *
     * @throws ToolException if it reads no publication of PostgreSQL
     */
    public CaptureSettings capture() {
        return CaptureSettings.of(config)
                .orElseThrow(() -> ToolException.failed("the connector " + name
                        + " does not read a publication of PostgreSQL: name another one by --connector"));
    }

    /**
     * Tables that it captures, with their schemas.
     *
     * @param named those without a schema are in public; if empty, all but Tributary's own
     * @throws ToolException if its list of tables does not name one of them, or none at all
     */
    public List<String> tables(List<String> named) {
        List<String> captured = capture().tables().stream()
                .filter(table -> !CaptureSettings.isOwn(table))
                .toList();
        if (captured.isEmpty()) {
            throw ToolException.failed(
                    "table.include.list of the connector " + name + " names no table; a pattern is no name");
        }
        List<String> tables = named.stream()
                .map(table -> table.contains(".") ? table : TableName.DEFAULT_SCHEMA + "." + table)
                .toList();
        for (String table : tables) {
            if (!captured.contains(table)) {
                throw ToolException.failed("table " + table + " is not captured: table.include.list of the connector "
                        + name + " names " + String.join(" and ", captured)
                        + ". Another connector is named by --connector");
            }
        }
        return tables.isEmpty() ? captured : tables;
    }

    /** The topic of the change events of a table, which is named with its schema. */
    public String changeTopic(String table) {
        return required("topic.prefix") + "." + table;
    }

    /** The same connector with another configuration. */
    public ConnectorFile with(Map<String, String> other) {
        return new ConnectorFile(name, other);
    }

    /** What the worker is to say when it is asked for the connector's configuration. */
    Map<String, String> asStored() {
        Map<String, String> stored = new TreeMap<>(config);
        stored.put("name", name);
        return stored;
    }
}
