package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of the deletions that {@code ./tributary sweep} writes: they are at a position before all that the
 * connector can still send, and just after the last change that the topic has of the row (docs/decisions/0011).
 */
class SweptRowTest {

    private static final long READ_SO_FAR = 1_500;
    private static final long LAST_CHANGE = 1_000;

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    private void isSwept() {
        pipeline.order(7L, pipeline.orders.event("d", null, "false", READ_SO_FAR, LAST_CHANGE + 1));
        pipeline.order(7L, null);
    }

    private void inserted(long lsn, long committedAt) {
        pipeline.order(
                7L, pipeline.orders.event("c", pipeline.orders.row(7, null, "Back", 1, 2L), "false", lsn, committedAt));
    }

    @Test
    void aGhostGoes() {
        pipeline.insertOrder(7, null, "Ghost", LAST_CHANGE);
        isSwept();
        isSwept();

        assertThat(pipeline.written()).containsExactly("7: Ghost ← nobody", "7: deleted");
    }

    @Test
    void aGhostGoesThatWasReadAtNoPlaceInTheLog() {
        pipeline.order(
                7L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(7, null, "Ghost", 1, 2L), LAST_CHANGE));
        isSwept();

        assertThat(pipeline.written()).containsExactly("7: Ghost ← nobody", "7: deleted");
    }

    @Test
    void aRowThatWasInsertedAgainStaysWhicheverComesFirst() {
        pipeline.insertOrder(7, null, "Ghost", LAST_CHANGE);
        inserted(READ_SO_FAR + 1, LAST_CHANGE + 2);
        isSwept();
        assertThat(pipeline.written()).containsExactly("7: Ghost ← nobody", "7: Back ← nobody");

        pipeline.order(7L, pipeline.orders.delete(1_700));
        pipeline.order(7L, null);
        isSwept();
        inserted(1_800, 1_800);
        assertThat(pipeline.written()).containsExactly("7: deleted", "7: Back ← nobody");
    }

    /** The log of a database that was restored, or whose standby was promoted, begins below the ghost's position. */
    @Test
    void aGhostFromBeforeARestoreGoesAndARowFromAfterItStays() {
        pipeline.order(
                7L,
                pipeline.orders.event("c", pipeline.orders.row(7, null, "Ghost", 1, 2L), "false", 9_000L, LAST_CHANGE));
        isSwept();
        assertThat(pipeline.written()).containsExactly("7: Ghost ← nobody", "7: deleted");

        inserted(READ_SO_FAR + 1, LAST_CHANGE + 2);
        isSwept();
        assertThat(pipeline.written()).containsExactly("7: Back ← nobody");
    }

    @Test
    void aRowWhoseOwnDeletionIsStillOnItsWayIsDeletedOnce() {
        pipeline.insertOrder(7, null, "Late", LAST_CHANGE);
        isSwept();
        pipeline.order(7L, pipeline.orders.delete(1_600));
        pipeline.order(7L, null);
        inserted(1_700, 1_700);

        assertThat(pipeline.written()).containsExactly("7: Late ← nobody", "7: deleted", "7: Back ← nobody");
    }
}
