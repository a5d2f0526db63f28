package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A view of tables that the project does not contain, in another database, from CREATE TABLE to HTTP, by the commands for it. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnTablesIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int INSTANCE = 9;
    private static final String NAME = "own_tables";

    private static final String TABLES = """
            CREATE SCHEMA help;
            CREATE TYPE help.state AS ENUM ('open', 'closed');
            CREATE TABLE agents (secret text, code smallint PRIMARY KEY, nick text);
            CREATE TABLE help.tickets (
              title text, no bigint PRIMARY KEY, state help.state NOT NULL, agent smallint, token uuid);
            INSERT INTO agents VALUES ('x', 1, 'Ada'), ('y', 2, NULL);
            INSERT INTO help.tickets VALUES
              ('Broken', 9000000000, 'open', 1, '6f0b9a10-4a3f-4c2c-8a4e-0d1a6f6f0b9a'), (NULL, -7, 'closed', NULL, NULL)""";

    private static final String VIEW = """
            CREATE VIEW tickets AS
            SELECT t.no, t.title, t.state, t.agent AS agent_code, t.token, row_to_json(a) AS agent
            FROM help.tickets t
            LEFT JOIN (SELECT nick AS name, code FROM agents) a ON a.code = t.agent;
            """;

    private final LocalStack stack;
    private DefinitionDatabase database;
    private HttpView http;

    OwnTablesIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void capture(@TempDir Path files) throws Exception {
        database = DefinitionDatabase.create(stack, NAME, files);
        database.execute(TABLES);
        Path sql = database.write(VIEW);
        database.execute(ran("sql", sql).out());
        assertThat(ran("check", sql).out()).contains("view tickets is right");
        ran("contract", sql);
        Path connector = files.resolve("connector.json");
        Files.writeString(
                connector, ran("connector", sql, "--name", NAME, "--slot", NAME).out());
        Connectors.apply(stack.addresses().connect(), List.of(connector), SOON);
        http = new HttpView(stack.addApplication(INSTANCE, settings(sql, files)));
    }

    private RanCommand ran(String command, Path sql, String... more) {
        RanCommand ran = database.run(command, sql, more);
        assertThat(ran.exitCode()).as(command + ": " + ran.err()).isZero();
        return ran;
    }

    private static Map<String, String> settings(Path sql, Path files) {
        Map<String, String> settings = new HashMap<>();
        settings.put("TRIBUTARY_VIEW", sql.toString());
        settings.put("TRIBUTARY_STATE_DIR", files.resolve("state").toString());
        settings.put("TRIBUTARY_ENRICH_APPLICATION_ID", "tickets-join");
        settings.put("TRIBUTARY_VIEW_APPLICATION_ID", "tickets-view");
        settings.put("TRIBUTARY_TOPIC_DEAD_LETTERS", "tickets-dead-letters");
        return settings;
    }

    @AfterAll
    void remove() throws Exception {
        stack.removeApplication(INSTANCE);
        URI connector = stack.addresses().connect().resolve("/connectors/" + NAME);
        HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(connector).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + NAME + "'";
        Await.until(() -> "the slot is in use", SOON, () -> database.number(slots + " AND active") == 0);
        database.execute("SELECT pg_drop_replication_slot('" + NAME + "')");
        database.close();
    }

    @Test
    void whatWasThereBeforeIsInTheView() throws Exception {
        assertThat(row("/tickets/9000000000", "/agent/name", "Ada").toString())
                .startsWith("{\"no\":9000000000,\"title\":\"Broken\",\"state\":\"open\",\"agent_code\":1,"
                        + "\"token\":\"6f0b9a10-4a3f-4c2c-8a4e-0d1a6f6f0b9a\",\"agent\":{\"name\":\"Ada\",\"code\":1},"
                        + "\"tickets_lsn\":");
        JsonNode alone = row("/tickets/-7", "/state", "closed");
        assertThat(alone.get("title").isNull()).isTrue();
        assertThat(alone.get("agent").isNull()).isTrue();
    }

    @Test
    void changesArriveAndFanOut() throws Exception {
        row("/tickets/9000000000", "/agent/name", "Ada");
        database.execute("INSERT INTO agents VALUES ('z', 3, 'Grace');"
                + " INSERT INTO help.tickets VALUES ('New', 8, 'open', 3, NULL)");
        row("/tickets/8", "/agent/name", "Grace");
        database.execute("UPDATE agents SET nick = 'Hedy' WHERE code = 3");
        row("/tickets/8", "/agent/name", "Hedy");
        database.execute("UPDATE agents SET code = 4 WHERE code = 3");
        row("/tickets/8", "/agent", "null");
        database.execute("UPDATE help.tickets SET agent = 4, state = 'closed' WHERE no = 8");
        row("/tickets/8", "/agent/name", "Hedy");

        JsonNode page = http.get("/agents/4/tickets").body();
        assertThat(page.get("tickets")).hasSize(1);
        assertThat(page.at("/tickets/0/no").asLong()).isEqualTo(8);
        database.execute("DELETE FROM help.tickets WHERE no = 8");
        Await.until(
                () -> "the deleted ticket is still there",
                SOON,
                () -> http.get("/tickets/8").status() == 404);
        assertThat(http.get("/tickets/8").body().get("type").asText()).endsWith("no-such-tickets");
    }

    private JsonNode row(String path, String pointer, String value) throws Exception {
        JsonNode[] last = new JsonNode[1];
        Await.until(() -> path + " is " + last[0], SOON, () -> {
            HttpView.Reply reply = http.get(path);
            last[0] = reply.body();
            return reply.status() == 200 && last[0].at(pointer).asText().equals(value);
        });
        return last[0];
    }
}
