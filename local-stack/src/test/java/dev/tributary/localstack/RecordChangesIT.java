package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records what Debezium writes, for {@code RecordedReplayTest} of the application. Run by hand when Debezium or PostgreSQL
 * change: {@code mvn verify -pl local-stack -am -Dit.test=RecordChangesIT -Dtributary.recordings=write}, with the usual
 * switches that leave other tests out.
 */
@EnabledIfSystemProperty(named = "tributary.recordings", matches = "write")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordChangesIT {

    private static final Path RECORDINGS = Path.of("..", "streams-app", "src", "test", "resources", "recordings");
    private static final Duration SOON = Duration.ofMinutes(2);

    private LocalStack stack;
    private Shop shop;
    private Capture capture;
    private String superuser;
    private Recording recording;

    @BeforeAll
    void start() throws Exception {
        stack = LocalStack.start(
                LocalStackOptions.forTests(Path.of("target", "stacks")).withoutApplication());
        shop = new Shop(stack.addresses().postgres());
        capture = new Capture(stack.addresses().connect());
        Secrets secrets = Secrets.in(stack.directory().resolve("secrets.properties"));
        superuser = shop.url().replaceAll("\\?.*", "") + "?user=postgres&password="
                + secrets.password(Secrets.Role.POSTGRES);
        shop.execute("ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey");
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @BeforeEach
    void nothingIsThere() throws Exception {
        capture.forget();
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", (Object) stack.addresses().bootstrapServers()))) {
            List<String> topics = List.of(Recording.USERS, Recording.ORDERS);
            Await.until(() -> "the topics do not go", SOON, () -> {
                for (String topic : topics) {
                    if (admin.listTopics().names().get().contains(topic)) {
                        admin.deleteTopics(List.of(topic)).all().get();
                    }
                }
                return admin.listTopics().names().get().stream().noneMatch(topics::contains);
            });
            Await.until(() -> "the topics cannot be made", SOON, () -> {
                Set<String> there = admin.listTopics().names().get();
                admin.createTopics(topics.stream()
                                .filter(topic -> !there.contains(topic))
                                .map(topic -> new NewTopic(topic, 1, (short) 1))
                                .toList())
                        .all()
                        .get();
                return true;
            });
        }
        number("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE NOT active");
        shop.execute("DELETE FROM orders; DELETE FROM users");
        shop.execute("ALTER SEQUENCE orders_id_seq RESTART; ALTER SEQUENCE users_id_seq RESTART");
        shop.execute("INSERT INTO users (name, email) VALUES ('Ada', 'ada@example.com'), ('Grace', NULL)");
        shop.execute("INSERT INTO orders (user_id, product_name, quantity) VALUES"
                + " (1, 'Lamp', 1), (1, 'Desk', 2), (2, 'Chair', 3), (NULL, 'Rug', 4)");
        recording = new Recording(stack.addresses());
    }

    @AfterEach
    void close() {
        recording.close();
    }

    private void run(String sql, int records) throws Exception {
        recording.note(sql);
        shop.execute(sql);
        recording.take(records);
    }

    private void write(String name, Long... ghosts) throws Exception {
        recording.write(RECORDINGS.resolve(name + ".txt"), List.of(ghosts));
    }

    @Test
    void history() throws Exception {
        capture.begin("history");
        recording.epoch("the first snapshot");
        recording.take(6);
        changes();
        recording.note("the connector is restarted");
        capture.restart();
        run("UPDATE orders SET quantity = 12 WHERE id = 1", 1);
        run("UPDATE users SET name = 'Ada King' WHERE id = 1", 1);
        write("history");
    }

    /** Of every kind, of a few rows. */
    private void changes() throws Exception {
        run("INSERT INTO orders (user_id, product_name, quantity) VALUES (2, 'Vase', 5)", 1);
        run("UPDATE users SET name = 'Ada Lovelace' WHERE id = 1", 1);
        run("UPDATE orders SET user_id = 2 WHERE id = 1", 1);
        run("UPDATE orders SET quantity = quantity WHERE id = 2", 1);
        run("UPDATE users SET name = name WHERE id = 2", 1);
        run("UPDATE orders SET user_id = 1, quantity = 9 WHERE id = 1", 1);
        run("UPDATE users SET email = 'grace@example.com' WHERE id = 2", 1);
        run("DELETE FROM orders WHERE id = 3", 2);
        run("INSERT INTO orders (id, user_id, product_name, quantity) VALUES (3, 1, 'Stool', 6)", 1);
        run("DELETE FROM users WHERE id = 2", 2);
        run("INSERT INTO users (id, name) VALUES (2, 'Hopper')", 1);
        run("UPDATE orders SET id = 40 WHERE id = 4", 3);
        run(
                "BEGIN; UPDATE users SET name = 'Within' WHERE id = 1; UPDATE orders SET quantity = 10 WHERE user_id = 1;"
                        + " UPDATE users SET name = 'After' WHERE id = 1; DELETE FROM orders WHERE id = 2; COMMIT",
                7);
        run("BEGIN; UPDATE users SET name = 'Never'; DELETE FROM orders; ROLLBACK", 0);
    }

    /** Rows that are read while changes go on: they have no position in the log. */
    @Test
    void incrementalSnapshot() throws Exception {
        capture.begin("incremental");
        recording.epoch("the first snapshot");
        recording.take(6);
        run("UPDATE orders SET quantity = 5 WHERE id = 1", 1);
        recording.note("orders are not captured for a while, and order 2 changes meanwhile");
        shop.execute("ALTER PUBLICATION tributary DROP TABLE public.orders");
        shop.execute("UPDATE orders SET quantity = 20 WHERE id = 2");
        shop.execute("INSERT INTO orders (id, user_id, product_name, quantity) VALUES (50, 2, 'Missed', 7)");
        shop.execute("ALTER PUBLICATION tributary ADD TABLE public.orders");
        run("UPDATE users SET name = 'Ada Lovelace' WHERE id = 1", 1);
        recording.note("an incremental snapshot");
        shop.execute("INSERT INTO tributary.signal (id, type, data) VALUES ('again', 'execute-snapshot',"
                + " '{\"type\": \"INCREMENTAL\", \"data-collections\": [\"public\\\\.orders\"]}')");
        recording.take(5);
        run("UPDATE orders SET quantity = 21 WHERE id = 2", 1);
        run("DELETE FROM orders WHERE id = 3", 2);
        run("UPDATE orders SET quantity = 22 WHERE id = 2", 1);
        run("DELETE FROM orders WHERE id = 50", 2);
        write("incremental-snapshot");
    }

    @Test
    void anotherSnapshot() throws Exception {
        capture.begin("first");
        recording.epoch("the first snapshot");
        recording.take(6);
        changes();
        capture.forget();
        recording.note("nobody looks: order 1 moves, 5 is deleted, 60 comes, Hopper is renamed");
        shop.execute("UPDATE orders SET user_id = 2 WHERE id = 1; DELETE FROM orders WHERE id = 5;"
                + " INSERT INTO orders (id, user_id, product_name, quantity) VALUES (60, 1, 'Unseen', 1);"
                + " UPDATE users SET name = 'Grace Hopper' WHERE id = 2");
        capture.begin("second");
        recording.epoch("a connector that is made anew, with another slot, takes a snapshot");
        recording.take(6);
        run("UPDATE orders SET quantity = 77 WHERE id = 60", 1);
        run("UPDATE users SET name = 'Ada' WHERE id = 1", 1);
        run("DELETE FROM orders WHERE id = 1", 2);
        write("another-snapshot", 5L);
    }

    /** The data directory of the stopped server is copied, and put back later: the log's positions fall back. */
    @Test
    void restoredFromABackup() throws Exception {
        capture.begin("before");
        recording.epoch("the first snapshot");
        recording.take(6);
        run("UPDATE orders SET quantity = 5 WHERE id = 1", 1);
        capture.stop();
        Path backup = copyOfTheStoppedServer();
        postgres().restart(SOON);
        capture.resume();
        loseSome();
        capture.forget();
        putBack(backup);
        postgres().restart(SOON);
        capture.begin("after");
        recording.epoch("the server was restored, and a new connector takes a snapshot");
        recording.take(6);
        run("INSERT INTO orders (user_id, product_name, quantity) VALUES (2, 'The id once more', 1)", 1);
        run("UPDATE orders SET quantity = 8 WHERE id = 2", 1);
        run("UPDATE users SET name = 'Ada King' WHERE id = 1", 1);
        run("DELETE FROM orders WHERE id = 1", 2);
        write("restored");
    }

    /** After the backup: these changes, and order 5, have never been. */
    private void loseSome() throws Exception {
        run("UPDATE orders SET quantity = 6 WHERE id = 1", 1);
        run("UPDATE orders SET user_id = 2, quantity = 7 WHERE id = 2", 1);
        run("UPDATE users SET name = 'Ada Lovelace' WHERE id = 1", 1);
        run("INSERT INTO orders (user_id, product_name, quantity) VALUES (1, 'Lost', 1)", 1);
        run("DELETE FROM orders WHERE id = 3", 2);
    }

    /** A standby that has everything is promoted, on a new timeline, and the connector goes on from its slot. */
    @Test
    void failedOverToAStandbyThatHadEverything() throws Exception {
        capture.begin("kept");
        recording.epoch("the first snapshot");
        recording.take(6);
        loseSome();
        capture.stop();
        Path standby = copyOfTheStoppedServer();
        putBack(standby);
        promote();
        recording.epoch("a standby that had everything was promoted, and the connector goes on");
        capture.resume();
        run("UPDATE orders SET quantity = 9 WHERE id = 1", 1);
        run("DELETE FROM users WHERE id = 2", 2);
        run("INSERT INTO users (id, name) VALUES (2, 'Hopper')", 1);
        run("DELETE FROM orders WHERE id = 5", 2);
        write("failed-over");
    }

    /** A standby that had not received the last changes is promoted; a new connector takes a snapshot of it. */
    @Test
    void failedOverToAStandbyThatWasBehind() throws Exception {
        capture.begin("lagging");
        recording.epoch("the first snapshot");
        recording.take(6);
        capture.stop();
        Path standby = copyOfTheStoppedServer();
        postgres().restart(SOON);
        capture.resume();
        loseSome();
        capture.forget();
        putBack(standby);
        promote();
        capture.begin("promoted");
        recording.epoch("a standby that was behind was promoted, and a new connector takes a snapshot");
        recording.take(6);
        run("UPDATE orders SET quantity = 9 WHERE id = 1", 1);
        run("UPDATE users SET email = 'new@example.com' WHERE id = 2", 1);
        write("failed-over-behind", 5L);
    }

    /**
     * A transaction writes while the slot is made, and commits between that and the snapshot: the row that the snapshot
     * reads is from before it, and yet has the later position.
     */
    @Test
    void committedWhileTheSlotIsMade() throws Exception {
        try (Connection first = DriverManager.getConnection(shop.url());
                Connection second = DriverManager.getConnection(shop.url());
                Connection third = DriverManager.getConnection(shop.url())) {
            write(first, "UPDATE orders SET quantity = 101 WHERE id = 1");
            capture.begin("straddled");
            awaitWaitingFor(first);
            write(second, "UPDATE orders SET quantity = 102 WHERE id = 2");
            first.commit();
            awaitWaitingFor(second);
            write(third, "UPDATE orders SET quantity = 103, user_id = 1 WHERE id = 3");
            write(third, "UPDATE users SET name = 'Straddler' WHERE id = 2");
            second.commit();
            Await.until(
                    () -> "the slot is not made",
                    SOON,
                    () -> number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'straddled'"
                                    + " AND confirmed_flush_lsn IS NOT NULL")
                            == 1);
            third.commit();
        }
        recording.epoch(
                "the first snapshot, with a transaction open that wrote before the slot was made, of orders 3 and"
                        + " user 2, and that commits before rows are read");
        recording.take(8);
        write("straddled");
    }

    /** Until the making of the slot waits for that transaction. */
    private void awaitWaitingFor(Connection transaction) throws Exception {
        long xid;
        try (Statement statement = transaction.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_current_xact_id()::xid::text::bigint")) {
            result.next();
            xid = result.getLong(1);
        }
        Await.until(
                () -> "nobody waits for transaction " + xid + " to make a slot",
                SOON,
                () -> number("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
                                + " AND transactionid::text = '" + xid + "'")
                        == 1);
    }

    private static void write(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        return new Shop(superuser).number(sql);
    }

    private ServerProcess postgres() {
        return stack.process(Part.POSTGRES);
    }

    private Path data() {
        return stack.directory().resolve("postgres");
    }

    private Path copyOfTheStoppedServer() throws IOException, InterruptedException {
        postgres().stop();
        Path copy = data().resolveSibling("postgres.copy");
        copy(data(), copy);
        return copy;
    }

    private void putBack(Path copy) throws IOException, InterruptedException {
        postgres().stop();
        DataDirectory.delete(data());
        Files.move(copy, data());
    }

    private void promote() throws Exception {
        Files.createFile(data().resolve("standby.signal"));
        postgres().restart(SOON);
        assertThat(number("SELECT count(*) WHERE pg_is_in_recovery()")).isOne();
        assertThat(number("SELECT count(*) WHERE pg_promote()")).isOne();
        assertThat(number("SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"))
                .as("timeline")
                .isGreaterThan(1);
    }

    /** With modes and owners as they are. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Process cp = new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                .inheritIO()
                .start();
        assertThat(cp.waitFor()).isZero();
    }
}
