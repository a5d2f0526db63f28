package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remembered deletions are forgotten as fast as they come: thousands of them. {@link GuardTest} has the single cases. */
class DeletionSweepTest {

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void sweepsMoreDeletionsOfUsersThanOneSweepLooksAt() {
        int rows = 10_100;
        for (long id = 1; id <= rows; id++) {
            insertAndDeleteUser(id, daysAgo(7) + 30_000);
        }
        assertThat(pipeline.rememberedUserDeletions()).isEqualTo(rows);

        pipeline.advanceWallClock(Duration.ofMinutes(1));
        assertThat(pipeline.rememberedUserDeletions()).isBetween(100, rows - 1);
        for (int minute = 0; minute < 2; minute++) {
            pipeline.advanceWallClock(Duration.ofMinutes(1));
        }
        assertThat(pipeline.rememberedUserDeletions()).isZero();
    }

    /** No minute passes meanwhile, after which a sweep would come in any case. */
    @Test
    void sweepsKeepUpWithDeletionsHoweverFastTheyCome() {
        for (long id = 1; id <= 5_000; id++) {
            insertAndDeleteUser(id, daysAgo(10));
            pipeline.order(
                    id,
                    pipeline.orders.event(
                            "c", pipeline.orders.row((int) id, null, "Lamp", 1, 2L), "false", 20L, daysAgo(20)));
            pipeline.order(id, pipeline.orders.event("d", null, "false", 30L, daysAgo(10)));
        }
        assertThat(pipeline.rememberedUserDeletions()).isLessThan(500);
        assertThat(pipeline.rememberedDeletions()).isLessThan(2_000);
    }

    private void insertAndDeleteUser(long id, long deletedAt) {
        pipeline.user(
                id,
                pipeline.users.event(
                        "c", pipeline.users.row((int) id, "Ada", "ada@example.com", 1L), "false", 20L, daysAgo(20)));
        pipeline.user(id, pipeline.users.event("d", null, "false", 30L, deletedAt));
    }

    private long daysAgo(int days) {
        return Pipeline.NOW.minus(Duration.ofDays(days)).toEpochMilli();
    }
}
