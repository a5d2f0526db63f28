package dev.tributary.benchmarks.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All that one benchmark has measured, and where. */
public final class Results {

    /** What tells apart what is measured; other values are how, and what was found. */
    private static final List<String> SUBJECT = List.of(
            "benchmark",
            "contender",
            "beside",
            "workload",
            "partitions",
            "orders",
            "rows",
            "setting",
            "variant",
            "what");

    private static final String REVISION = "revision";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String benchmark;
    private final String date;
    private final String revision;
    private final Machine machine;
    private final Map<String, Object> parameters;
    private final List<Row> rows;

    private Results(
            String benchmark,
            String date,
            String revision,
            Machine machine,
            Map<String, Object> parameters,
            List<Row> rows) {
        this.benchmark = benchmark;
        this.date = date;
        this.revision = revision;
        this.machine = machine;
        this.parameters = parameters;
        this.rows = rows;
    }

    /** To be filled now. */
    public static Results begin(String benchmark, Path project) {
        return new Results(
                benchmark,
                LocalDate.now(ZoneOffset.UTC).toString(),
                Revision.of(project),
                Machine.here(),
                new LinkedHashMap<>(),
                new ArrayList<>());
    }

    public void parameter(String name, Object value) {
        parameters.put(name, value);
    }

    public void add(Row row) {
        rows.add(row);
    }

    /** Takes over what an earlier run has measured and this one has not, with the revision, and the processor if it is another one. */
    public void keep(Results earlier) {
        Set<List<String>> measured = rows.stream().map(Results::subject).collect(Collectors.toSet());
        List<Row> kept = earlier.rows.stream()
                .filter(row -> !measured.contains(subject(row)))
                .map(row -> row.has(REVISION) ? row : row.with(REVISION, earlier.revisionAndProcessor(machine)))
                .toList();
        rows.addAll(0, kept);
    }

    private String revisionAndProcessor(Machine other) {
        return machine.cpu().equals(other.cpu()) ? revision : revision + " on " + machine.cpu();
    }

    private static List<String> subject(Row row) {
        return SUBJECT.stream().map(row::text).toList();
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    public String benchmark() {
        return benchmark;
    }

    /** Where, when and of what, in a sentence. */
    public String provenance() {
        String earlier = rows.stream()
                .filter(row -> row.has(REVISION))
                .map(row -> row.text(REVISION))
                .distinct()
                .collect(Collectors.joining(", "));
        return date + ", revision " + revision + (earlier.isEmpty() ? "" : " (some at " + earlier + ")") + ", "
                + machine.cores() + " cores of " + machine.cpu() + ", " + machine.memory() + ", " + machine.jdk() + ", "
                + machine.kernel();
    }

    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    public static Path file(Path folder, String benchmark) {
        return folder.resolve(benchmark + ".json");
    }

    public void write(Path folder) {
        ObjectNode root = JSON.createObjectNode();
        root.put("benchmark", benchmark);
        root.put("date", date);
        root.put("revision", revision);
        root.set("machine", JSON.valueToTree(machine));
        root.set("parameters", JSON.valueToTree(parameters));
        root.set("rows", JSON.valueToTree(rows.stream().map(Row::values).toList()));
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file(folder, benchmark),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if it was never run. */
    public static Optional<Results> read(Path folder, String benchmark) {
        Path file = file(folder, benchmark);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(file.toFile());
            List<Row> rows = new ArrayList<>();
            for (JsonNode row : root.path("rows")) {
                rows.add(new Row(map(row)));
            }
            return Optional.of(new Results(
                    root.path("benchmark").asText(),
                    root.path("date").asText(),
                    root.path("revision").asText(),
                    JSON.treeToValue(root.path("machine"), Machine.class),
                    map(root.path("parameters")),
                    rows));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Map<String, Object> map(JsonNode node) {
        return JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
