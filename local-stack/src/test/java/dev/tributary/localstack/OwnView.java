package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A view of tables in a database of its own, from its SQL to an application that serves it, by the commands for it. */
final class OwnView {

    static final Duration SOON = Duration.ofSeconds(90);

    /** As docs/types.md has it. */
    private static final String SESSION = "SET TimeZone = 'UTC'; SET DateStyle = ISO; SET IntervalStyle = postgres;"
            + " SET bytea_output = hex; SET extra_float_digits = 1; ";

    private static final ObjectMapper JSON = JsonMapper.builder(HttpView.withLongNumbers())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Comparator<JsonNode> EQUAL_NUMBERS = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private final LocalStack stack;
    private final int instance;
    private final String name;
    private final DefinitionDatabase database;
    private final Path sql;
    private final URI api;
    private final HttpView http;

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

    HttpView http() {
        return http;
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
        List<String> line = new ArrayList<>(List.of(
                command,
                "--view",
                sql.toString(),
                "--postgres",
                database.url(),
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--http",
                api.toString()));
        line.addAll(List.of(more));
        return RanCommand.run(line);
    }

    /** @param rows the base table's name, and {@code table} with its schema */
    void assertAudited(String rows, String table) throws SQLException {
        RanCommand audit = command("audit", "--slot", name, "--group", name + "-join", "--timeout", "60s");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out())
                .contains("equal: " + database.number("SELECT count(*) FROM " + table) + " " + rows
                        + " compared, every column the same, in the topic and over HTTP");
    }

    /**
     * Waits until a row over HTTP, without where it comes from, is what PostgreSQL makes of the view's.
     *
     * @param path of the row
     * @param condition of SQL that it alone fulfils in the view
     * @param view its name in SQL
     */
    void awaitAsInPostgres(String path, String view, String condition) throws Exception {
        JsonNode expected = JSON.readTree(database.text(
                SESSION + "SELECT row_to_json(of_view)::text FROM " + view + " of_view WHERE " + condition));
        JsonNode[] last = new JsonNode[1];
        Await.until(() -> differences(expected, last[0]), SOON, () -> {
            last[0] = row(path);
            return last[0] != null && differences(expected, last[0]).isEmpty();
        });
    }

    /**
     * Waits until all rows over HTTP are those of the view in PostgreSQL, which nobody changes meanwhile.
     *
     * @param path of the rows
     * @param key the column that is the view's primary key
     */
    void awaitAllAsInPostgres(String path, String view, String key) throws Exception {
        Map<String, JsonNode> expected = new TreeMap<>();
        JsonNode all = JSON.readTree(
                database.text(SESSION + "SELECT coalesce(json_agg(of_view), '[]')::text FROM " + view + " of_view"));
        all.forEach(row -> expected.put(row.get(key).asText(), row));
        String[] last = new String[1];
        Await.until(() -> last[0], SOON, () -> {
            last[0] = differences(expected, rows(path, key));
            return last[0].isEmpty();
        });
    }

    private Map<String, JsonNode> rows(String path, String key) throws Exception {
        Map<String, JsonNode> rows = new TreeMap<>();
        String next = path + "?limit=1000";
        while (next != null) {
            JsonNode page = JSON.readTree(http.get(next).text());
            page.path(path.substring(1)).forEach(row -> rows.put(row.get(key).asText(), withoutOrigin(row)));
            next = page.path("next").textValue();
        }
        return rows;
    }

    private static String differences(Map<String, JsonNode> expected, Map<String, JsonNode> found) {
        if (!expected.keySet().equals(found.keySet())) {
            return expected.size() + " rows, and over HTTP " + found.size();
        }
        return expected.entrySet().stream()
                .map(row -> differences(row.getValue(), found.get(row.getKey())))
                .filter(differences -> !differences.isEmpty())
                .limit(5)
                .collect(Collectors.joining("\n"));
    }

    private @Nullable JsonNode row(String path) throws Exception {
        HttpView.Reply reply = http.get(path);
        return reply.status() == 200 ? withoutOrigin(JSON.readTree(reply.text())) : null;
    }

    private static JsonNode withoutOrigin(JsonNode row) {
        List<String> origin = new ArrayList<>();
        row.fieldNames().forEachRemaining(name -> {
            if (name.endsWith("_lsn") || name.endsWith("_committed_at")) {
                origin.add(name);
            }
        });
        return ((ObjectNode) row).remove(origin);
    }

    private static String differences(JsonNode expected, @Nullable JsonNode found) {
        if (found == null) {
            return "there is no row";
        }
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .filter(name -> !expected.get(name).equals(EQUAL_NUMBERS, found.path(name)))
                .map(name -> name + ": " + shortened(expected.get(name)) + " and not " + shortened(found.path(name)))
                .collect(Collectors.joining("; "));
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
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

    /** Stops the application and the connector, and drops the database. */
    void close() throws Exception {
        stack.removeApplication(instance);
        URI connector = stack.addresses().connect().resolve("/connectors/" + name);
        HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(connector).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + name + "'";
        Await.until(() -> "the slot is in use", SOON, () -> database.number(slots + " AND active") == 0);
        database.execute("SELECT pg_drop_replication_slot('" + name + "')");
        database.close();
    }
}
