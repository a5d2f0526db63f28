package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.connectors.ConnectorsApply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A definition is changed in place on the real pipeline, while rows are written, queries are served, and a sink keeps the view as a
 * table of another database.
 */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ViewApplyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INSTANCE = 14;
    private static final Duration APPLIED = Duration.ofMinutes(4);

    private static final int ITEMS = 2_000;
    private static final int OWNERS = 50;
    private static final int PLACES = 20;

    /** Of the items, those that are queried, two of each owner: so few that each is queried again and again. */
    private static final int QUERIED = 100;

    /** Of the owners, each second one has a text that is stored out of line. */
    private static final String TABLES = """
            CREATE TABLE owners (id int PRIMARY KEY, name text NOT NULL, bio text);
            ALTER TABLE owners ALTER bio SET STORAGE EXTERNAL;
            CREATE TABLE places (id int PRIMARY KEY, city text NOT NULL);
            CREATE TABLE items (id int PRIMARY KEY, owner_id int NOT NULL, place_id int, label text NOT NULL, size int, weight int NOT NULL);
            INSERT INTO owners SELECT n, 'owner ' || n || ' v0', CASE WHEN n %% 2 = 0 THEN repeat('bio ' || n || '.', 500) END
              FROM generate_series(1, %2$d) n;
            INSERT INTO places SELECT n, 'city ' || n FROM generate_series(1, %3$d) n;
            INSERT INTO items SELECT n, 1 + n %% %2$d, 1 + n %% %3$d, 'item ' || n || ' v0', n, 10 * n FROM generate_series(1, %1$d) n;
            """.formatted(ITEMS, OWNERS, PLACES);

    private static final String BEFORE = """
            CREATE VIEW items_in_full AS
            SELECT i.id, i.owner_id, i.label, i.size, o.name AS owner_name
            FROM items i
            LEFT JOIN owners o ON o.id = i.owner_id;
            """;

    /** A column more of each table, one renamed, one removed, a table more. */
    private static final String AFTER = """
            CREATE VIEW items_in_full AS
            SELECT i.id, i.owner_id, i.label AS title, i.weight, i.place_id, o.name AS owner_name, o.bio AS owner_bio, p AS place
            FROM items i
            LEFT JOIN owners o ON o.id = i.owner_id
            LEFT JOIN places p ON p.id = i.place_id;
            """;

    /** Three fields keep their names and are other columns, all of which are captured already. */
    private static final String OTHER_COLUMNS = """
            CREATE VIEW items_in_full AS
            SELECT i.id, i.owner_id, i.label AS title, i.size AS weight, i.place_id, o.bio AS owner_name, o.name AS owner_bio, p.city
            FROM items i
            LEFT JOIN owners o ON o.id = i.owner_id
            LEFT JOIN places p ON p.id = i.place_id;
            """;

    private final LocalStack stack;
    private OwnView view;
    private Queue<String> sinkNotes;
    private Path files;

    ViewApplyIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        files = directory;
        view = OwnView.start(stack, INSTANCE, "apply", TABLES, BEFORE, files);
        sinkNotes = view.keepReporting(files);
    }

    @AfterAll
    void close() throws Exception {
        view.close();
    }

    @Test
    @Order(1)
    void aChangedDefinitionTakesThePlaceOfTheOneThatRuns() throws Exception {
        view.awaitAllAsInPostgres("/items", "items_in_full", "id");
        view.assertAudited("items", "items");
        Changes changes = new Changes();
        Queries queries = new Queries(changes);
        try (Repeated writer = new Repeated(changes::change);
                Repeated reader = new Repeated(queries::ask)) {
            view.redefine("items_in_full", AFTER, "--overwrite", "--rename", "label=title");
            view.widenReporting();
            String before = view.connector();

            RanCommand refused = RanCommand.run(view.applying());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("field label is called title", "field size is removed", "--allow-incompatible");
            assertThat(view.connector()).isEqualTo(before);

            Path log = files.resolve("apply.log");
            Companion killed = apply(log);
            Await.until(() -> said(log), APPLIED, () -> said(log).contains("stop all instances"));
            killed.kill();
            assertThat(view.connector())
                    .contains(
                            ConnectorsApply.TO_READ, "items\\\\.(place_id|weight)", "owners\\\\.(bio)", "places\\\\.(");

            Path resumed = files.resolve("resumed.log");
            Companion apply = apply(resumed);
            view.restart();
            Await.until(() -> said(resumed), APPLIED, () -> !apply.isAlive());
            assertThat(said(resumed))
                    .contains(
                            "public.items: ",
                            "public.owners: 50 rows read again",
                            "public.places: 20 rows read again",
                            "view items_in_full is applied",
                            "still captures public.items.size");
            assertThat(writer.isRunning() && reader.isRunning()).isTrue();
        }
        assertThat(queries.wrong).isEmpty();
        assertThat(queries.rowsOfBefore).hasPositiveValue();
        assertThat(queries.rowsOfAfter).hasPositiveValue();

        view.awaitAllAsInPostgres("/items", "items_in_full", "id");
        view.assertAudited("items", "items");
        assertThat(sinkNotes).isEmpty();
        RanCommand again = RanCommand.run(view.applying("--timeout", "60s"));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("nothing is to be done");
    }

    /** What runs is compared, and not what somebody has registered since. An instance that refuses its definition registers nothing. */
    @Test
    @Order(2)
    void aContractThatHasNotComeIntoUseIsNotCompared() throws Exception {
        ObjectNode other = contract();
        field(other, "title").put("name", "headline").remove("aliases");
        register(other);
        RanCommand apply = RanCommand.run(view.applying("--timeout", "60s"));
        assertThat(apply.exitCode()).as(apply.err()).isZero();
        assertThat(apply.out()).contains("nothing is to be done");

        String registered = versions();
        ObjectNode impossible = contract();
        field(impossible, "title")
                .set("type", JSON.createObjectNode().put("type", "string").put("postgresType", "jsonb"));
        Path log = files.resolve("refused.log");
        Companion refused = startBeside(impossible, log);
        Await.until(() -> said(log), APPLIED, () -> !refused.isAlive());
        assertThat(said(log))
                .contains("cannot take over what it has written: field title is string of jsonb, and was string");
        assertThat(versions()).isEqualTo(registered);
    }

    /** The instances have nothing to rewrite, and the join has not read what is in the topics of changes. */
    @Test
    @Order(3)
    void somethingIsToBeDoneAsLongAsTheJoinHasToRead() {
        List<String> ofNobody = new ArrayList<>(view.applying("--timeout", "1s"));
        ofNobody.set(ofNobody.indexOf("--group") + 1, "nobody");
        RanCommand apply = RanCommand.run(ofNobody);

        assertThat(apply.exitCode()).as(apply.err()).isEqualTo(1);
        assertThat(apply.err()).contains("gave up after", "waiting for nobody to read");
        assertThat(apply.out()).doesNotContain("nothing is to be done");
    }

    /** The second time, the registry's newest contract is that of the definition, and the rows are of the one before. */
    @Test
    @Order(4)
    void fieldsThatAreOtherColumnsAreReadAgainEachTime() throws Exception {
        assertOtherColumnsAreApplied(files.resolve("other.log"));
        view.redefine("items_in_full", AFTER, "--overwrite");
        view.restart();
        assertOtherColumnsAreApplied(files.resolve("again.log"));
    }

    /** The topic still has records with these fields, at which the sink fails. */
    @Test
    @Order(10)
    void columnsOfBeforeAreDroppedFromTheReportingTable() throws Exception {
        sinkNotes.clear();
        view.dropFromReporting("label");
        view.dropFromReporting("size");
        view.refillReporting();
        awaitSinkFailure();
        view.leaveOutOfReporting(files, "label", "size");
        view.assertAudited("items", "items");
    }

    private void awaitSinkFailure() throws Exception {
        Await.until(
                () -> "the sink does not fail: " + sinkNotes,
                OwnView.SOON,
                () -> sinkNotes.stream().anyMatch(note -> note.contains("schema evolution is disabled")));
    }

    private void assertOtherColumnsAreApplied(Path log) throws Exception {
        view.redefine("items_in_full", OTHER_COLUMNS, "--overwrite");
        Companion apply = apply(log);
        Await.until(() -> said(log), APPLIED, () -> said(log).contains("stop all instances"));
        view.restart();
        Await.until(() -> said(log), APPLIED, () -> !apply.isAlive());
        assertThat(said(log)).contains("public.items: ", "public.owners: 50 rows read again", "is applied");
        // The view has a column that the table of the sink has not, until now.
        awaitSinkFailure();
        view.widenReporting();
        view.awaitAllAsInPostgres("/items", "items_in_full", "id");
        view.assertAudited("items", "items");
    }

    /** The one that runs. */
    private ObjectNode contract() throws IOException {
        return (ObjectNode) JSON.readTree(ViewContract.file(view.definition()).toFile());
    }

    private static ObjectNode field(ObjectNode contract, String name) {
        for (JsonNode field : contract.path("fields")) {
            if (field.path("name").asText().equals(name)) {
                return (ObjectNode) field;
            }
        }
        throw new AssertionError(name + " in " + contract);
    }

    private URI versionsUri() {
        return URI.create(stack.addresses().schemaRegistry() + "/subjects/items_in_full-value/versions");
    }

    private void register(ObjectNode contract) throws Exception {
        String body = JSON.createObjectNode().put("schema", contract.toString()).toString();
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(versionsUri())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private String versions() throws Exception {
        return Http.get(versionsUri()).body();
    }

    /** One more instance of the application, with another contract. */
    private Companion startBeside(ObjectNode contract, Path log) throws IOException {
        Path sql = files.resolve("beside.sql");
        Files.writeString(sql, Files.readString(view.definition()));
        Files.writeString(ViewContract.file(sql), contract.toString());
        return stack.startBeside(
                JavaCommand.withHeap(128, files).main(Project.find().applicationClasspath(), "dev.tributary.Main"),
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        stack.addresses().bootstrapServers(),
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        stack.addresses().schemaRegistry(),
                        "TRIBUTARY_VIEW",
                        sql.toString(),
                        "TRIBUTARY_STATE_DIR",
                        files.resolve("beside").toString(),
                        "TRIBUTARY_ENRICH_APPLICATION_ID",
                        "apply-join",
                        "TRIBUTARY_TOPIC_DEAD_LETTERS",
                        "apply-dead-letters",
                        "TRIBUTARY_TIERS",
                        "enrich",
                        "TRIBUTARY_HTTP_PORT",
                        "-1"),
                log);
    }

    /** In a process of its own, so that it can be killed. */
    private Companion apply(Path log) throws IOException {
        return view.startApply(log, "--allow-incompatible");
    }

    private static String said(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that is done again and again in a thread of its own, until it is closed or fails. */
    private static final class Repeated implements AutoCloseable {
        private final Thread thread;
        private volatile boolean closed;

        interface Step {
            void run() throws Exception;
        }

        Repeated(Step step) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    while (!closed) {
                        step.run();
                        Await.pause();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        boolean isRunning() {
            return thread.isAlive();
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Changes of rows whose names count them. */
    private final class Changes {
        private final Random random = new Random(1);
        private final AtomicIntegerArray ofItem = new AtomicIntegerArray(ITEMS + 1);
        private final AtomicIntegerArray ofOwner = new AtomicIntegerArray(OWNERS + 1);

        void change() throws Exception {
            int item = 1 + random.nextInt(random.nextBoolean() ? QUERIED : ITEMS);
            int owner = 1 + random.nextInt(OWNERS);
            int other = ITEMS + 1 + random.nextInt(100);
            view.execute(
                    switch (random.nextInt(8)) {
                        case 0, 1, 2 ->
                            "UPDATE items SET label = 'item %1$d v%2$d' WHERE id = %1$d"
                                    .formatted(item, ofItem.incrementAndGet(item));
                        case 3, 4 ->
                            "UPDATE owners SET name = 'owner %1$d v%2$d' WHERE id = %1$d"
                                    .formatted(owner, ofOwner.incrementAndGet(owner));
                        case 5 ->
                            "INSERT INTO items VALUES (%1$d, %2$d, NULL, 'other', 1, %1$d) ON CONFLICT (id) DO UPDATE SET weight = items.weight + 1"
                                    .formatted(other, owner);
                        case 6 -> "UPDATE items SET place_id = 1 + %1$d %% 20 WHERE id = %1$d".formatted(other);
                        default -> "DELETE FROM items WHERE id = " + other;
                    });
        }
    }

    /**
     * Queries for items whose columns are known, but for their names. These go up in each item: "No order goes back in time. Neither its own
     * version nor, as long as it stays with its user, that user's" (docs/guarantees.md). Nothing is said of two items of one owner: they are
     * rows of two partitions, or of two slices of one, that are written in transactions of their own.
     */
    private final class Queries {
        private static final Pattern NAME = Pattern.compile("(item|owner) (\\d+) v(\\d+)");

        private final Changes changes;
        private final Random random = new Random(2);
        private final int[] lastOfItem = new int[ITEMS + 1];
        /** By item. */
        private final int[] lastOfOwner = new int[ITEMS + 1];

        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final AtomicInteger rowsOfBefore = new AtomicInteger();
        private final AtomicInteger rowsOfAfter = new AtomicInteger();

        Queries(Changes changes) {
            this.changes = changes;
        }

        void ask() throws Exception {
            int id = 1 + random.nextInt(QUERIED);
            HttpView.Reply reply;
            try {
                reply = view.http().get("/items/" + id);
            } catch (IOException e) {
                return; // The application is being started again.
            }
            if (reply.status() == 503) {
                return;
            }
            if (reply.status() != 200 || !isRight(id, reply.body())) {
                wrong.add(reply.status() + ": " + reply.text());
            }
        }

        private boolean isRight(int id, JsonNode row) {
            int owner = 1 + id % OWNERS;
            int place = 1 + id % PLACES;
            boolean isBefore = row.has("label");
            (isBefore ? rowsOfBefore : rowsOfAfter).incrementAndGet();
            boolean isKnown = row.path("id").asInt() == id
                    && row.path("owner_id").asInt() == owner
                    && isName(row.path(isBefore ? "label" : "title"), "item", id, changes.ofItem, id, lastOfItem)
                    && isName(row.path("owner_name"), "owner", owner, changes.ofOwner, id, lastOfOwner);
            if (isBefore) {
                return isKnown && row.path("size").asInt() == id;
            }
            String bio = owner % 2 == 0 ? ("bio " + owner + ".").repeat(500) : null;
            return isKnown
                    && isNullOr(row.path("weight"), Integer.toString(10 * id))
                    && isNullOr(row.path("place_id"), Integer.toString(place))
                    && isNullOr(row.path("owner_bio"), bio)
                    && (row.path("place").isNull()
                            || row.at("/place/city").asText().equals("city " + place));
        }

        /** One that the row had at some time, and not before the one that was seen last in the item. */
        private boolean isName(JsonNode name, String what, int id, AtomicIntegerArray written, int item, int[] last) {
            Matcher matcher = NAME.matcher(name.asText());
            if (!matcher.matches() || !matcher.group(1).equals(what) || Integer.parseInt(matcher.group(2)) != id) {
                return false;
            }
            int version = Integer.parseInt(matcher.group(3));
            boolean isInOrder = version >= last[item] && version <= written.get(id);
            if (!isInOrder) {
                wrong.add("%s is v%d in item %d, was v%d there before, and v%d was written last"
                        .formatted(name.asText(), version, item, last[item], written.get(id)));
            }
            last[item] = version;
            return isInOrder;
        }

        private static boolean isNullOr(JsonNode value, String expected) {
            return value.isNull() || value.asText().equals(expected);
        }
    }
}
