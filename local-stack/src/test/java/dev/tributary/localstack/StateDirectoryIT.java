package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.view.ViewApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an application does without its state, with damaged state, and without room for it: right in the end, or a refusal
 * that says what to do. The application has results and groups of its own.
 */
@Tag("chaos")
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StateDirectoryIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int NUMBER = 20;
    private static final int ROOM_MEGABYTES = 512;
    private static final String JOIN = "state-enrich";
    private static final String VIEW = "state-view";
    private static final String RESULTS = "enriched-of-state";

    private final LocalStack stack;
    private final Shop shop;
    private ScratchDisk disk;
    private ServerProcess application;
    private URI http;
    private long user;

    StateDirectoryIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeAll
    void start() throws Exception {
        disk = ScratchDisk.at(stack.directory().resolve("scratch-disk"), ROOM_MEGABYTES);
        user = shop.user("Stateful");
        shop.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT " + user
                + ", 'kept ' || g, 0 FROM generate_series(1, 2000) g");
        http = stack.addApplication(
                NUMBER,
                Map.of(
                        "TRIBUTARY_STATE_DIR",
                        disk.directory().resolve("state").toString(),
                        "TRIBUTARY_ENRICH_APPLICATION_ID",
                        JOIN,
                        "TRIBUTARY_VIEW_APPLICATION_ID",
                        VIEW,
                        "TRIBUTARY_TOPIC_ENRICHED",
                        RESULTS,
                        "TRIBUTARY_TOPIC_DEAD_LETTERS",
                        RESULTS + "-dead-letters"));
        application = stack.process(new ServerName(Part.APPLICATION, NUMBER));
        isRight();
    }

    @AfterAll
    void stop() throws Exception {
        stack.removeApplication(NUMBER);
        shop.execute("DELETE FROM orders WHERE user_id = " + user);
        disk.close();
    }

    @Test
    void stateThatIsDeletedWhileItIsStoppedIsRestored() throws Exception {
        application.stop();
        deleteAll(state());
        change();

        application.restart(SOON);

        isRight();
    }

    @Test
    void stateThatIsDeletedUnderItIsRestoredAfterItWasKilled() throws Exception {
        deleteAll(state());
        change();
        application.kill();
        change();

        application.restart(SOON);

        isRight();
    }

    @Test
    void aDamagedViewIsBuiltAnew() throws Exception {
        application.stop();
        List<Path> databases = folders(state().resolve(VIEW), "orders-view");
        assertThat(databases).hasSize(4);
        scribbleOver(databases.get(0), ".sst");
        scribbleOver(databases.get(1), "CURRENT");
        scribbleOver(databases.get(2), "MANIFEST");
        change();

        application.restart(SOON);

        for (Path damaged : databases.subList(0, 3)) {
            assertThat(newestLog())
                    .containsPattern("the view in " + damaged + " is damaged .*: it is deleted, and built anew");
        }
        assertThat(newestLog()).doesNotContain("the view in " + databases.get(3));
        isRight();
    }

    @Test
    void theJoinGoesOnFromWhereItWasStopped() throws Exception {
        application.stop();
        List<Path> files = filesOfTheJoin();
        change();

        application.restart(SOON);

        wentOnFrom(files);
    }

    /** The files are of the last stop, and what has been written since is in the topics. */
    @Test
    void theJoinGoesOnFromItsLastStopAfterItWasKilled() throws Exception {
        application.stop();
        List<Path> files = filesOfTheJoin();
        application.restart(SOON);
        change();
        isRight();
        change();
        application.kill();
        change();

        application.restart(SOON);

        wentOnFrom(files);
    }

    @Test
    void damagedStateOfTheJoinIsReadFromTheTopics() throws Exception {
        application.stop();
        List<Path> files = filesOfTheJoin();
        for (Path file : files.subList(0, 3)) {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
        }
        Path truncated = files.get(3);
        Files.write(truncated, Arrays.copyOf(Files.readAllBytes(truncated), 1 << 20));
        change();

        application.restart(SOON);

        for (Path file : files.subList(0, 4)) {
            assertThat(newestLog()).contains(file + " is not used: " + file + " is damaged");
        }
        assertThat(newestLog()).contains(files.get(4) + " is complete");
        isRight();
    }

    private void wentOnFrom(List<Path> files) throws Exception {
        for (Path file : files) {
            assertThat(newestLog()).contains(file + " is complete");
        }
        isRight();
    }

    /** Those of the orders, and then that of the users. */
    private List<Path> filesOfTheJoin() throws IOException {
        try (Stream<Path> all = Files.walk(state().resolve(JOIN))) {
            List<Path> files = all.filter(path -> path.toString().endsWith(".cells"))
                    .sorted()
                    .toList();
            assertThat(files).hasSize(5);
            assertThat(files.getLast()).hasFileName("users.cells");
            return files;
        }
    }

    @Test
    void itStopsWhenTheDiskIsFullAndGoesOnWhenThereIsRoom() throws Exception {
        assumeTrue(disk.canBeResized(), "a disk of a certain size needs the right to mount one");
        isRight();
        disk.resizeTo(disk.used() + 1);
        shop.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT " + user
                + ", 'too much ' || g, 1 FROM generate_series(1, 60000) g");

        Await.until(() -> "it goes on without room", SOON, () -> !application.isAlive());
        assertThat(newestLog())
                .contains("No space left on device")
                .contains(state().toString())
                .contains("start again");

        disk.resizeTo(ROOM_MEGABYTES);
        application.restart(SOON);
        isRight();
        shop.execute("DELETE FROM orders WHERE quantity = 1 AND user_id = " + user);
    }

    private void change() throws Exception {
        shop.order(user, "while it was away");
        shop.execute("UPDATE users SET name = name || '.' WHERE id = " + user);
    }

    private void isRight() throws Exception {
        AuditSettings defaults = AuditSettings.defaults();
        AuditReport report = new Audit(
                        new Postgres(stack.addresses().postgres()),
                        Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                        Map.of("schema.registry.url", stack.addresses().schemaRegistry()),
                        new AuditSettings(
                                defaults.view(),
                                RESULTS,
                                defaults.sourceTopics(),
                                defaults.slot(),
                                Optional.empty(),
                                Optional.empty(),
                                JOIN,
                                SOON,
                                10),
                        Optional.of(() -> new ViewApi(http, Optional.empty())),
                        progress -> {})
                .run();
        assertThat(report).as(report.describe()).isInstanceOf(AuditReport.Equal.class);
    }

    private Path state() {
        return disk.directory().resolve("state");
    }

    private String newestLog() throws IOException {
        String log = Files.readString(application.log());
        return log.substring(Math.max(0, log.lastIndexOf("Tributary starts")));
    }

    private static List<Path> folders(Path under, String name) throws IOException {
        try (Stream<Path> all = Files.walk(under)) {
            return all.filter(path -> path.getFileName().toString().equals(name))
                    .sorted()
                    .toList();
        }
    }

    private static void scribbleOver(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> hit = files.filter(file -> file.getFileName().toString().startsWith(name)
                            || file.getFileName().toString().endsWith(name))
                    .toList();
            assertThat(hit).as(name + " in " + folder).isNotEmpty();
            for (Path file : hit) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = bytes.length / 4; i < bytes.length; i++) {
                    bytes[i] ^= 0x5a;
                }
                Files.write(file, bytes);
            }
        }
    }

    /** Also while somebody writes there. */
    private static void deleteAll(Path folder) throws Exception {
        Await.until(() -> folder + " is not deleted", SOON, () -> {
            DataDirectory.delete(folder);
            return true;
        });
    }
}
