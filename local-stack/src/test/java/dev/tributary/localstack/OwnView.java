package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.Name;
import dev.tributary.tools.Main;
import dev.tributary.tools.definition.View;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A view of tables in a database of its own, from its SQL to an application that serves it, by the commands for it. */
final class OwnView {

    static final Duration SOON = Duration.ofSeconds(90);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final int instance;
    private final String name;
    private final DefinitionDatabase database;
    private final Path sql;
    private final URI api;
    private final HttpView http;
    private Optional<DefinitionDatabase> reporting = Optional.empty();
    private Optional<Thread> keeper = Optional.empty();
    private Optional<Lakehouse> lakehouse = Optional.empty();

    private OwnView(LocalStack stack, int instance, String name, DefinitionDatabase database, Path sql, URI api) {
        this.stack = stack;
        this.instance = instance;
        this.name = name;
        this.database = database;
        this.sql = sql;
        this.api = api;
        this.http = new HttpView(api);
    }

    /**
     * Makes the tables and the view, and starts an application.
     *
     * @param name of the database, the connector and its slot
     * @param tables SQL that makes them, with rows
     * @param view SQL that makes the view
     * @param files where files may be
     */
    static OwnView start(LocalStack stack, int instance, String name, String tables, String view, Path files)
            throws Exception {
        DefinitionDatabase database = DefinitionDatabase.create(stack, name, files);
        database.execute(tables);
        Path sql = database.write(view);
        database.execute(ran(database, "sql", sql).out());
        database.execute(view);
        assertThat(ran(database, "check", sql).out()).contains("is right");
        ran(database, "contract", sql);
        Path connector = files.resolve("connector.json");
        Files.writeString(
                connector,
                ran(database, "connector", sql, "--name", name, "--slot", name).out());
        Connectors.apply(stack.addresses().connect(), List.of(connector), SOON);
        Map<String, String> settings = Map.of(
                "TRIBUTARY_VIEW", sql.toString(),
                "TRIBUTARY_STATE_DIR", files.resolve("state").toString(),
                "TRIBUTARY_ENRICH_APPLICATION_ID", name + "-join",
                "TRIBUTARY_VIEW_APPLICATION_ID", name + "-view",
                "TRIBUTARY_TOPIC_DEAD_LETTERS", name + "-dead-letters");
        return new OwnView(stack, instance, name, database, sql, stack.addApplication(instance, settings));
    }

    /** Keeps the view as a table of another database, too, which every audit compares from now on. */
    void startReporting(Path files) throws Exception {
        Connectors.apply(stack.addresses().connect(), List.of(prepareReporting(files)), SOON);
    }

    /**
     * The same, but does not wait for the sink, and starts it again whenever it has failed, as the demo does.
     *
     * @return what is said about that, a line each
     */
    Queue<String> keepReporting(Path files) throws Exception {
        Path sink = prepareReporting(files);
        Queue<String> notes = new ConcurrentLinkedQueue<>();
        keeper = Optional.of(Thread.ofVirtual().start(() -> {
            try {
                Connectors.keep(stack.addresses().connect(), List.of(sink), SOON, Duration.ofSeconds(1), notes::add);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return notes;
    }

    /** Makes the database, its table and the sink's file. */
    private Path prepareReporting(Path files) throws Exception {
        DefinitionDatabase target = DefinitionDatabase.create(stack, name + "_reporting", files);
        reporting = Optional.of(target);
        widenReporting();
        ObjectNode sink =
                (ObjectNode) JSON.readTree(ran(database, "connector", sql, "--reporting", "--name", sinkName())
                        .out());
        ObjectNode config = (ObjectNode) sink.get("config");
        // The worker logs this URL.
        config.put(
                "connection.url",
                target.url().replaceFirst("\\?.*", "?stringtype=unspecified&reWriteBatchedInserts=true"));
        config.put("connection.username", "postgres");
        config.put("connection.password", target.url().replaceFirst(".*password=", ""));
        return Files.writeString(sinkFile(files), sink.toString());
    }

    private static Path sinkFile(Path files) {
        return files.resolve("sink.json");
    }

    /** Gives the table the columns that the contract has. */
    void widenReporting() throws SQLException {
        reporting.orElseThrow().execute(ran(database, "sql", sql, "--reporting").out());
    }

    void dropFromReporting(String column) throws SQLException {
        reporting.orElseThrow().execute("ALTER TABLE " + reportingTable() + " DROP COLUMN " + column);
    }

    /** Has the sink leave out fields, once its file is read again. */
    void leaveOutOfReporting(Path files, String... fields) throws IOException {
        ObjectNode sink = (ObjectNode) JSON.readTree(sinkFile(files).toFile());
        ((ObjectNode) sink.get("config")).put("field.exclude.list", String.join(",", fields));
        Files.writeString(sinkFile(files), sink.toString());
    }

    /** Has the sink write all rows of the table again. */
    void refillReporting() throws Exception {
        connect("PUT", sinkName() + "/stop", BodyPublishers.noBody());
        Await.until(() -> "the sink's offsets are not deleted", SOON, () -> {
            return connect("DELETE", sinkName() + "/offsets", BodyPublishers.noBody())
                            .statusCode()
                    == 200;
        });
        reporting.orElseThrow().execute("TRUNCATE " + reportingTable());
        connect("PUT", sinkName() + "/resume", BodyPublishers.noBody());
    }

    private String reportingTable() {
        return Name.quoted(View.read(sql).name());
    }

    /** Keeps the view as a Delta table, too, which every audit brings up to date and compares from now on. */
    Lakehouse startLakehouse(Path files) {
        List<String> options = new ArrayList<>(List.of("--view", sql.toString()));
        options.addAll(servers());
        Lakehouse started = new Lakehouse(stack, files, options);
        lakehouse = Optional.of(started);
        return started;
    }

    private String sinkName() {
        return name + "-sink";
    }

    private static RanCommand ran(DefinitionDatabase database, String command, Path sql, String... more) {
        RanCommand ran = database.run(command, sql, more);
        assertThat(ran.exitCode()).as(command + ": " + ran.err()).isZero();
        return ran;
    }

    /** Kills the application, and starts it again with what it has left. */
    void killAndRestart() throws Exception {
        ServerProcess application = stack.process(new ServerName(Part.APPLICATION, instance));
        application.kill();
        application.restart(SOON);
    }

    /**
     * Replaces the definition, its contract, and the view in PostgreSQL. What runs stays as it is.
     *
     * @param name of the view in SQL
     * @param contractOptions of the command that writes the contract
     */
    void redefine(String name, String view, String... contractOptions) throws Exception {
        database.write(view);
        database.execute(ran(database, "sql", sql).out());
        database.execute("DROP VIEW " + name + "; " + view);
        ran(database, "contract", sql, contractOptions);
        assertThat(ran(database, "check", sql).out()).contains("is right");
    }

    /** The command line that has the definition applied. */
    List<String> applying(String... more) {
        List<String> line = new ArrayList<>(
                List.of("view", "apply", sql.toString(), "--connector", name, "--group", name + "-join"));
        line.addAll(servers());
        line.addAll(List.of(more));
        return line;
    }

    /** Starts applying the definition in a process of its own. */
    Companion startApply(Path log, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(applying(more));
        return stack.startBeside(command, Map.of(), log);
    }

    /** Where they are, as options of a command. */
    private List<String> servers() {
        return List.of(
                "--postgres",
                database.url(),
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString(),
                "--http",
                api.toString());
    }

    /** The connector's configuration, as the worker has it. */
    String connector() throws Exception {
        return connect("GET", name + "/config", BodyPublishers.noBody()).body();
    }

    private HttpResponse<String> connect(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        URI uri = stack.addresses().connect().resolve("/connectors/" + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, body)
                                .header("Content-Type", "application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Stops the application, and starts it again. With other foreign keys, its view is built anew. */
    void restart() throws Exception {
        stack.process(new ServerName(Part.APPLICATION, instance)).restart(SOON.multipliedBy(3));
    }

    HttpView http() {
        return http;
    }

    /** Its file, with the contract beside it. */
    Path definition() {
        return sql;
    }

    /** Of its API. */
    URI address() {
        return api;
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }

    /**
     * Changes rows in transactions, some of which are rolled back.
     *
     * @param most statements of a transaction
     */
    void change(Random random, int transactions, int most, Function<Random, String> statement) throws SQLException {
        for (int transaction = 0; transaction < transactions; transaction++) {
            String statements = Stream.generate(() -> statement.apply(random))
                    .limit(1 + random.nextInt(most))
                    .collect(Collectors.joining("; "));
            execute("BEGIN; " + statements + (random.nextInt(20) == 0 ? "; ROLLBACK" : "; COMMIT"));
        }
    }

    /** What one row of one number says. */
    long number(String sql) throws SQLException {
        return database.number(sql);
    }

    /** A command with the view and the addresses. */
    RanCommand command(String command, String... more) {
        return run(List.of(command, "--view", sql.toString()), more);
    }

    /** A command with the connector and the addresses. */
    RanCommand captureCommand(String command, String... more) {
        return run(List.of(command, "--connector", name), more);
    }

    /** A command with the addresses alone. */
    RanCommand plainCommand(String command, String... more) {
        return run(List.of(command), more);
    }

    private RanCommand run(List<String> command, String... more) {
        List<String> line = new ArrayList<>(command);
        line.addAll(servers());
        line.addAll(List.of(more));
        return RanCommand.run(line);
    }

    /** @param rows the base table's name, and {@code table} with its schema */
    void assertAudited(String rows, String table) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "--connector", name, "--group", name + "-join", "--timeout", lakehouse.isPresent() ? "180s" : "60s"));
        reporting.ifPresent(target -> options.addAll(List.of("--reporting", target.url())));
        RanCommand audit = audit(options.toArray(String[]::new));
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out())
                .contains(String.format(
                        Locale.ROOT,
                        "equal: %,d %s compared, every column the same, in the topic%s",
                        database.number("SELECT count(*) FROM " + table),
                        rows,
                        reporting.isPresent()
                                ? ", over HTTP and in the reporting database"
                                : lakehouse.isPresent() ? ", over HTTP and in the lakehouse" : " and over HTTP"));
    }

    private RanCommand audit(String... options) throws Exception {
        if (lakehouse.isEmpty()) {
            return command("audit", options);
        }
        if (!lakehouse.get().isFollowed()) {
            lakehouse.get().once();
        }
        return lakehouse.get().audit(options);
    }

    /** Waits until a row is what PostgreSQL makes of it, see {@link RowsAsInPostgres#awaitRow}. */
    void awaitAsInPostgres(String path, String view, String condition) throws Exception {
        rows(view).awaitRow(path, condition);
    }

    /** Waits until all rows are, see {@link RowsAsInPostgres#awaitAll}. */
    void awaitAllAsInPostgres(String path, String view, String key) throws Exception {
        rows(view).awaitAll(path, key);
    }

    /** @param view its name in SQL */
    RowsAsInPostgres rows(String view) {
        return new RowsAsInPostgres(new Shop(database.url()), http, view);
    }

    /** Waits until a value of a row over HTTP is so, as text. */
    JsonNode await(String path, String pointer, String value) throws Exception {
        JsonNode[] last = new JsonNode[1];
        Await.until(() -> path + " is " + last[0], SOON, () -> {
            HttpView.Reply reply = http.get(path);
            last[0] = reply.body();
            return reply.status() == 200 && last[0].at(pointer).asText().equals(value);
        });
        return last[0];
    }

    private void deleteConnector(String connector) throws Exception {
        connect("DELETE", connector, BodyPublishers.noBody());
    }

    /** Stops the application and the connectors, and drops the databases. */
    void close() throws Exception {
        stack.removeApplication(instance);
        deleteConnector(name);
        if (keeper.isPresent()) {
            keeper.get().interrupt();
            keeper.get().join();
        }
        if (reporting.isPresent()) {
            deleteConnector(sinkName());
            reporting.get().close();
        }
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + name + "'";
        Await.until(() -> "the slot is in use", SOON, () -> database.number(slots + " AND active") == 0);
        database.execute("SELECT pg_drop_replication_slot('" + name + "')");
        database.close();
    }
}
