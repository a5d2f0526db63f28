package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Delta table that the lakehouse job keeps, by the commands of {@code ./tributary} that need Spark, in processes of their own. They
 * have been built before, by {@code mvn -P lakehouse}.
 */
public final class Lakehouse {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LocalStack stack;
    private final List<String> options;
    private final Path folder;
    private Optional<Companion> following = Optional.empty();
    private int commands;

    /**
     * @param folder for the table and what the commands say
     * @param options of every command: which view, and where the servers are
     */
    public Lakehouse(LocalStack stack, Path folder, List<String> options) {
        this.stack = stack;
        this.folder = folder;
        this.options = List.copyOf(options);
    }

    /** The table's directory. */
    public Path table() {
        return folder.resolve("table");
    }

    /** Brings the table to where the topic is, and returns what that said. */
    public String once() throws Exception {
        return succeeded("--once");
    }

    /** OPTIMIZE and VACUUM. */
    public void maintain() throws Exception {
        succeeded("--maintain");
    }

    private String succeeded(String mode) throws Exception {
        RanCommand ran = run("lakehouse", mode, "--table", table().toString());
        assertThat(ran.exitCode()).as(ran.out()).isZero();
        return ran.out();
    }

    /** Keeps the table until it is stopped or killed. */
    public Companion follow() throws IOException {
        Companion started = stack.startBeside(
                command("lakehouse", "--follow", "--every", "1s", "--table", table().toString()),
                Map.of(),
                folder.resolve("follow.log"));
        following = Optional.of(started);
        return started;
    }

    /** Ends what {@link #follow} has started, if it runs. */
    public void stop() throws InterruptedException {
        if (following.isPresent()) {
            following.get().stop();
        }
    }

    /** Whether a process keeps the table now. */
    public boolean isFollowed() {
        return following.filter(Companion::isAlive).isPresent();
    }

    /** What {@link #follow} has said, all of them together. */
    public String said() {
        return read(folder.resolve("follow.log"));
    }

    /** Compares the table too. */
    public RanCommand audit(String... more) throws Exception {
        List<String> line = new ArrayList<>(List.of("audit", "--lakehouse", table().toString()));
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    /** Runs a command to its end. What it says on both outputs is its output. */
    public RanCommand run(String... arguments) throws Exception {
        Path log = folder.resolve("command-" + ++commands + ".log");
        Process process = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Await.until(() -> arguments[0] + " does not end: " + read(log), PATIENCE, () -> !process.isAlive());
        return new RanCommand(process.exitValue(), read(log), "");
    }

    /** Of a log that may not be there yet. */
    static String read(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Deletes the table. */
    void drop() throws IOException {
        if (!Files.exists(table())) {
            return;
        }
        try (Stream<Path> files = Files.walk(table())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A copy of the table as it is. */
    Path copy() throws IOException {
        Path copy = folder.resolve("copy-" + ++commands);
        try (Stream<Path> files = Files.walk(table())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(table().relativize(file).toString()));
            }
        }
        return copy;
    }

    /** Puts a copy in the place of the table. */
    void replaceBy(Path copy) throws IOException {
        drop();
        Files.move(copy, table());
    }

    /** Takes a file of rows out of the table by a commit, as another program would that deletes rows. */
    void loseAFile() throws IOException {
        Path log = table().resolve("_delta_log");
        ObjectMapper json = new ObjectMapper();
        long version = 0;
        Map<String, JsonNode> added = new LinkedHashMap<>();
        for (Path commit = commit(log, 0); Files.exists(commit); commit = commit(log, ++version)) {
            for (String line : Files.readAllLines(commit)) {
                JsonNode action = json.readTree(line);
                if (action.has("add")) {
                    added.put(action.at("/add/path").asText(), action.get("add"));
                } else if (action.has("remove")) {
                    added.remove(action.at("/remove/path").asText());
                }
            }
        }
        ObjectNode remove = json.createObjectNode();
        remove.put("path", added.keySet().iterator().next());
        remove.put("deletionTimestamp", System.currentTimeMillis());
        remove.put("dataChange", true);
        ObjectNode info = json.createObjectNode();
        info.put("timestamp", System.currentTimeMillis());
        info.put("operation", "DELETE");
        info.putObject("operationParameters");
        Files.writeString(
                commit(log, version),
                json.createObjectNode().set("commitInfo", info) + "\n"
                        + json.createObjectNode().set("remove", remove) + "\n");
    }

    private static Path commit(Path log, long version) {
        return log.resolve("%020d.json".formatted(version));
    }

    private List<String> command(String... arguments) throws IOException {
        Path module = Path.of("..", "lakehouse").toAbsolutePath().normalize();
        Path classes = module.resolve("target").resolve("classes");
        if (!Files.isDirectory(classes)) {
            throw new IOException(classes + " is not there: mvn -P lakehouse -pl lakehouse -am -DskipTests package");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + module.resolve("jvm.options"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator + module.resolve("target").resolve("lib") + "/*",
                "dev.tributary.lakehouse.Main"));
        Stream.concat(Stream.of(arguments), options.stream()).forEach(command::add);
        return command;
    }
}
