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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree;
            CREATE SCHEMA help;
            CREATE TYPE help.state AS ENUM ('open', 'closed');
            CREATE DOMAIN help.short AS varchar(10);
            CREATE TABLE agents (secret text, code smallint PRIMARY KEY, nick text);
            CREATE TABLE help.tickets (
              title text, no bigint PRIMARY KEY, state help.state NOT NULL, agent smallint, token uuid,
              flag boolean, small smallint, whole int, large bigint, r real, d double precision,
              n numeric(12,3), m numeric, v varchar(20), c char(5), ci citext, nm name, path ltree, tsv tsvector,
              ip inet, net cidr, mac macaddr, raw bytea, j json, jb jsonb, h hstore,
              day date, t time, t3 time(3), ts timestamp, ts3 timestamp(3), tz timestamptz, iv interval, o oid,
              ir int4range, ir8 int8range, nr numrange, tr tsrange, tzr tstzrange, dr daterange, xm xml, b1 bit(1), b11 bit(11), dom help.short, "a-b, c" text);
            INSERT INTO agents VALUES ('x', 1, 'Ada'), ('y', 2, NULL);
            INSERT INTO help.tickets VALUES
              ('Broken', 9000000000, 'open', 1, '6f0b9a10-4a3f-4c2c-8a4e-0d1a6f6f0b9a',
               true, 7, -7, 7000000000, 1.5, -0.1, 12.500, 3.1400, 'väry', 'c', 'CiText', 'a_name', 'a.b', 'a:1 fat:2',
               '10.0.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', '\\x0001ff', '{"a": [1, 2.50,  null]}', '{"b": {"c": "ü"}}',
               'x=>1, y=>NULL', '2026-02-03', '01:02:03.45', '01:02:03.456', '2026-01-02 03:04:05.06', '2026-01-02 03:04:05.678',
               '2026-01-02 03:04:05.5+02', '1 year 2 mons 3 days 04:05:06.7', 4000000000,
               '[1,5)', '[7,)', '(,2.5]', '[2026-01-01 00:00:00,2026-01-02 12:00:00)',
               '[2026-01-01 00:00:00+02,)', '[2026-01-01,2026-02-01)', '<a b="1">x</a>', '1', '10000000001', 'short', 'odd'),
              (NULL, -7, 'closed'""" + ", NULL".repeat(42) + ")";

    /** What only a change can have: Debezium reads some of these in another way in a snapshot. */
    private static final String EXTREMES = """
            INSERT INTO help.tickets (no, state, small, whole, large, r, d, n, m, v, c, raw, j, jb, day, t, ts, tz, iv, b1, b11, h, title)
            VALUES
              (100, 'open', -32768, -2147483648, -9223372036854775808, 'NaN', '-Infinity', 'NaN', 'Infinity', '', '', '', 'null', '[]',
               'infinity', '24:00:00', 'infinity', 'infinity', '-1 years 3 days -04:05:06', '0', '00000000000', '', ''),
              (101, 'open', 32767, 2147483647, 9223372036854775807, '3.4028235e38', '1.7976931348623157e308', -999999999.999,
               123456789012345678901234567890.12345678901234567890, E'\\t"\\\\', 'ab', '\\x00', E'{"a":\\n1}', '"x"',
               '0044-03-15 BC', '23:59:59.999999', '2026-01-01 00:00:00', '1999-12-31 23:59:59.999999+00', '00:00:00', '1',
               '11111111111', 'a=>"b\\"c"', '😀'),
              (102, 'open', 0, 0, 0, '1.1754944e-38', '2.2250738585072014e-308', 0, '-0.00', 'x', 'x', '\\xff', '1', 'true',
               '-infinity', '00:00:00', '-infinity', '-infinity', '100 hours -0.5 seconds', '0', '00000000001', 'k=>v', 'x')""";

    /** Of values that are stored out of line, and that an update of another column leaves out of the log. */
    private static final String LARGE = """
            INSERT INTO help.tickets (no, state, title, raw, jb, m, h, ci, tsv)
            SELECT 200, 'open', text, decode(text, 'hex'), jsonb_build_object('t', text), ('1' || translate(left(text, 20000), 'abcdef', '123456'))::numeric,
              hstore('t', text), text::citext, NULL
            FROM (SELECT string_agg(md5(n::text), '') AS text FROM generate_series(1, 3000) n) large""";

    private static final String VIEW = """
            CREATE VIEW tickets AS
            SELECT t.no, t.title, t.state, t.agent AS agent_code, t.token, t.flag, t.small, t.whole, t.large, t.r, t.d, t.n, t.m, t.v, t.c,
              t.ci, t.nm, t.path, t.tsv, t.ip, t.net, t.mac, t.raw, t.j, t.jb, t.h, t.day, t.t, t.t3, t.ts, t.ts3, t.tz, t.iv, t.o, t.ir,
              t.ir8, t.nr, t.tr, t.tzr, t.dr, t.xm, t.b1, t.b11, t.dom, t."a-b, c" AS odd, row_to_json(a) AS agent
            FROM help.tickets t
            LEFT JOIN (SELECT nick AS name, code FROM agents) a ON a.code = t.agent;
            """;

    /** As docs/types.md has it. */
    private static final String SESSION = "SET TimeZone = 'UTC'; SET DateStyle = ISO; SET IntervalStyle = postgres;"
            + " SET bytea_output = hex; SET extra_float_digits = 1; ";

    private static final ObjectMapper JSON = JsonMapper.builder(HttpView.withLongNumbers())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final LocalStack stack;
    private DefinitionDatabase database;
    private Path view;
    private URI api;
    private HttpView http;

    OwnTablesIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void capture(@TempDir Path files) throws Exception {
        database = DefinitionDatabase.create(stack, NAME, files);
        database.execute(TABLES);
        Path sql = database.write(VIEW);
        view = sql;
        database.execute(ran("sql", sql).out());
        database.execute(VIEW);
        assertThat(ran("check", sql).out()).contains("view tickets is right");
        ran("contract", sql);
        Path connector = files.resolve("connector.json");
        Files.writeString(
                connector, ran("connector", sql, "--name", NAME, "--slot", NAME).out());
        Connectors.apply(stack.addresses().connect(), List.of(connector), SOON);
        api = stack.addApplication(INSTANCE, settings(sql, files));
        http = new HttpView(api);
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
        awaitAsInPostgres(9_000_000_000L);
        awaitAsInPostgres(-7);
        assertThat(http.get("/tickets/-7").body().get("agent").isNull()).isTrue();
        assertThat(http.get("/tickets?limit=1").body().get("tickets")).hasSize(1);
    }

    @Test
    void valuesAreThoseOfPostgresAsFarAsTheyGo() throws Exception {
        database.execute(EXTREMES);
        for (long no = 100; no <= 102; no++) {
            awaitAsInPostgres(no);
        }
        assertAudited();
        database.execute("DELETE FROM help.tickets WHERE no BETWEEN 100 AND 102");
    }

    @Test
    void largeValuesStayWhenAnotherColumnChanges() throws Exception {
        database.execute(LARGE);
        awaitAsInPostgres(200);
        database.execute("UPDATE help.tickets SET state = 'closed', whole = 5 WHERE no = 200");
        awaitAsInPostgres(200);
        assertAudited();
        database.execute("DELETE FROM help.tickets WHERE no = 200");
    }

    private void assertAudited() throws SQLException {
        RanCommand audit = command("audit", "--slot", NAME, "--group", "tickets-join", "--timeout", "60s");
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.out())
                .contains("equal: " + database.number("SELECT count(*) FROM help.tickets")
                        + " tickets compared, every column the same, in the topic and over HTTP");
    }

    @Test
    void theCommandsFollowTheView() throws Exception {
        row("/tickets/9000000000", "/agent/name", "Ada");
        assertThat(command("get", "tickets", "9000000000").out()).contains("\"title\" : \"Broken\"", "12.500");
        assertThat(command("get", "agent", "1").out()).contains("\"no\":9000000000");
        assertThat(command("get", "user", "1").err()).contains("there is tickets and agent to get of the view tickets");
        assertThat(command("watch", "--state", "--by", "agent_code=1", "--limit", "1")
                        .out())
                .contains("\"no\":9000000000");
        assertThat(command("consume", "--from-beginning", "--until-end", "--key", "9000000000", "--format", "table")
                        .out())
                .contains("TITLE", "Broken", "Ada, 1");
    }

    private RanCommand command(String name, String... more) {
        List<String> line = new ArrayList<>(List.of(
                name,
                "--view",
                view.toString(),
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

    /** Waits until the row over HTTP, without where it comes from, is what PostgreSQL makes of the view's. */
    private void awaitAsInPostgres(long no) throws Exception {
        JsonNode expected = JSON.readTree(
                database.text(SESSION + "SELECT row_to_json(ticket)::text FROM tickets ticket WHERE no = " + no));
        JsonNode[] last = new JsonNode[1];
        Await.until(() -> differences(expected, last[0]), SOON, () -> {
            last[0] = asOfPostgres(no);
            return last[0] != null && differences(expected, last[0]).isEmpty();
        });
    }

    private @Nullable JsonNode asOfPostgres(long no) throws Exception {
        HttpView.Reply reply = http.get("/tickets/" + no);
        if (reply.status() != 200) {
            return null;
        }
        ObjectNode row = (ObjectNode) JSON.readTree(reply.text());
        List<String> origin = new ArrayList<>();
        row.fieldNames().forEachRemaining(name -> {
            if (name.endsWith("_lsn") || name.endsWith("_committed_at")) {
                origin.add(name);
            }
        });
        return row.remove(origin);
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

    private static final Comparator<JsonNode> EQUAL_NUMBERS = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    @Test
    void changesArriveAndFanOut() throws Exception {
        row("/tickets/9000000000", "/agent/name", "Ada");
        database.execute("INSERT INTO agents VALUES ('z', 3, 'Grace');"
                + " INSERT INTO help.tickets (title, no, state, agent) VALUES ('New', 8, 'open', 3)");
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
