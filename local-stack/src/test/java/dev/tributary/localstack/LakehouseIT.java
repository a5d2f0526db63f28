package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The Delta table of a view on the real pipeline: killed, changed by others, with a view that changes. */
@Tag("lakehouse")
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LakehouseIT {

    private static final int INSTANCE = 19;
    private static final Duration SOON = Duration.ofMinutes(3);

    private static final String TABLES = """
            CREATE TABLE shelves (id int PRIMARY KEY, room text);
            CREATE TABLE parts (code text PRIMARY KEY, shelf_id int, count int, note text);
            INSERT INTO shelves SELECT n, 'room ' || n FROM generate_series(1, 20) n;
            INSERT INTO parts SELECT 'part ' || n, 1 + n % 25, n, 'as delivered' FROM generate_series(1, 2000) n;
            """;

    private static final String VIEW = """
            CREATE VIEW parts_in_place AS
            SELECT p.code, p.shelf_id, p.count, s AS shelf FROM parts p LEFT JOIN shelves s ON s.id = p.shelf_id;
            """;

    private static final String WIDER = """
            CREATE VIEW parts_in_place AS
            SELECT p.code, p.shelf_id, p.count, p.note, s AS shelf FROM parts p LEFT JOIN shelves s ON s.id = p.shelf_id;
            """;

    private final LocalStack stack;
    private OwnView view;
    private Lakehouse lakehouse;
    private Path files;

    LakehouseIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        files = directory;
        view = OwnView.start(stack, INSTANCE, "lake", TABLES, VIEW, files);
        lakehouse = view.startLakehouse(files);
        view.awaitAllAsInPostgres("/parts", "parts_in_place", "code");
    }

    @AfterEach
    void stop() throws Exception {
        lakehouse.stop();
    }

    @AfterAll
    void close() throws Exception {
        view.close();
    }

    @Test
    void whatIsKilledInTheMiddleGoesOn() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 4; round++) {
            String saidBefore = round == 0 ? "" : lakehouse.said();
            Companion job = lakehouse.follow();
            change(random, 100);
            Await.until(
                    () -> "no batch is written: " + saidBefore,
                    SOON,
                    () -> lakehouse.said().length() > saidBefore.length()
                            && lakehouse.said().substring(saidBefore.length()).contains(" rows in "));
            change(random, 50);
            job.kill();
            change(random, 20);
        }
        view.assertAudited("parts", "parts");
        assertThat(lakehouse.said().split("reading the whole topic", -1)).hasSize(2);
    }

    /** An older state of the table has the position of that time. */
    @Test
    void aTableOutOfABackupGoesOnFromThere() throws Exception {
        lakehouse.once();
        Path backup = lakehouse.copy();
        change(new Random(4), 100);
        lakehouse.once();
        lakehouse.replaceBy(backup);

        assertThat(lakehouse.once()).doesNotContain("reading the whole topic");

        view.assertAudited("parts", "parts");
    }

    @Test
    void whatOthersDidToTheTableIsUndone() throws Exception {
        lakehouse.drop();
        lakehouse.once();
        lakehouse.loseAFile();
        RanCommand audit = lakehouse.audit("--connector", "lake", "--group", "lake-join", "--timeout", "5s");
        assertThat(audit.exitCode()).isEqualTo(1);
        assertThat(audit.out()).contains("different: ", "is missing from the lakehouse");

        assertThat(lakehouse.once()).contains("reading the whole topic");

        view.assertAudited("parts", "parts");
    }

    @Test
    void whatOthersDoWhileItFollowsIsUndone() throws Exception {
        lakehouse.drop();
        lakehouse.once();
        int before = lakehouse.said().length();
        Companion job = lakehouse.follow();
        change(new Random(5), 20);
        Await.until(
                lakehouse::said, SOON, () -> lakehouse.said().substring(before).contains(" rows in "));
        lakehouse.loseAFile();
        change(new Random(6), 20);

        view.assertAudited("parts", "parts");
        assertThat(lakehouse.said().substring(before)).contains("reading the whole topic");
        assertThat(job.isAlive()).as(lakehouse.said()).isTrue();
    }

    @Test
    void maintenanceLeavesTheRows() throws Exception {
        lakehouse.once();
        change(new Random(2), 20);
        lakehouse.once();
        lakehouse.maintain();
        assertThat(lakehouse.once()).doesNotContain("reading the whole topic");
        view.assertAudited("parts", "parts");
    }

    @Test
    void aColumnIsAddedWhileItFollows() throws Exception {
        Companion job = lakehouse.follow();
        view.redefine("parts_in_place", WIDER, "--overwrite");
        Path log = files.resolve("apply.log");
        Companion apply = view.startApply(log);
        Await.until(() -> Lakehouse.read(log), SOON, () -> Lakehouse.read(log).contains("stop all instances"));
        view.restart();
        Await.until(() -> Lakehouse.read(log), SOON, () -> !apply.isAlive());
        assertThat(Lakehouse.read(log)).contains("is applied");
        change(new Random(3), 20);
        assertThat(job.isAlive()).as(lakehouse.said()).isTrue();
        view.assertAudited("parts", "parts");
    }

    private void change(Random random, int transactions) throws Exception {
        view.change(random, transactions, 5, each -> {
            String code = "'part " + (1 + each.nextInt(2200)) + "'";
            return switch (each.nextInt(5)) {
                case 0 -> "DELETE FROM parts WHERE code = " + code;
                case 1 -> "UPDATE shelves SET room = room || '.' WHERE id = " + (1 + each.nextInt(20));
                case 2 -> "UPDATE parts SET shelf_id = " + (1 + each.nextInt(25)) + " WHERE code = " + code;
                default ->
                    "INSERT INTO parts VALUES (" + code
                            + ", 1, 1) ON CONFLICT (code) DO UPDATE SET count = parts.count + 1";
            };
        });
    }
}
