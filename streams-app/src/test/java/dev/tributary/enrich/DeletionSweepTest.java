package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remembered deletions are forgotten as fast as they come. {@link GuardTest} has the single cases, {@link DeletionsTest} the sweeps. */
class DeletionSweepTest {

    @Test
    void sweepsKeepUpWithDeletionsOfBothTables(@TempDir Path stateDir) {
        try (Pipeline pipeline = new Pipeline(stateDir)) {
            long tenDaysAgo = Pipeline.NOW.minus(Duration.ofDays(10)).toEpochMilli();
            for (long id = 1; id <= 5_000; id++) {
                pipeline.user(
                        id,
                        pipeline.users.event(
                                "c",
                                pipeline.users.row((int) id, "Ada", "ada@example.com", 1L),
                                "false",
                                20L,
                                tenDaysAgo));
                pipeline.user(id, pipeline.users.event("d", null, "false", 30L, tenDaysAgo));
                pipeline.order(
                        id,
                        pipeline.orders.event(
                                "c", pipeline.orders.row((int) id, null, "Lamp", 1, 2L), "false", 20L, tenDaysAgo));
                pipeline.order(id, pipeline.orders.event("d", null, "false", 30L, tenDaysAgo));
            }
            assertThat(pipeline.rememberedJoinedDeletions()).isBetween(1, 2_000);
            assertThat(pipeline.rememberedDeletions()).isBetween(1, 2_000);
        }
    }
}
