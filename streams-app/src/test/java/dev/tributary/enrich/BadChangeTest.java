package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are no change of a row: the topology stops at them and says why. */
class BadChangeTest {

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
    void stopsAtBytesThatAreNoAvro() {
        assertThatThrownBy(() -> pipeline.order(7L, ChangeEvents.garbage()))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(dev.tributary.avro.UnknownMagicByteException.class);
    }

    @Test
    void stopsAtATruncatedTable() {
        assertThatThrownBy(() -> pipeline.order(null, pipeline.orders.event("t", null, "false", 30L, 30)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void stopsAtAChangeWithoutKey() {
        assertThatThrownBy(() ->
                        pipeline.order(null, pipeline.orders.insert(pipeline.orders.row(7, null, "Lamp", 1, 2L), 20)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("has no key");
    }

    @Test
    void stopsAtAChangeWhoseKeyIsNotItsRows() {
        assertThatThrownBy(() ->
                        pipeline.order(8L, pipeline.orders.insert(pipeline.orders.row(7, null, "Lamp", 1, 2L), 20)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("a change of row 7")
                .hasMessageContaining("has the key 8");
    }

    @Test
    void stopsAtARowOfAnotherTable() {
        assertThatThrownBy(() -> pipeline.order(1L, pipeline.users.insert(pipeline.users.row(1, "Ada", "a", 1L), 20)))
                .rootCause()
                .hasMessageContaining("none of the columns of OrderColumns")
                .hasMessageContaining("cdc.public.users.Value");
    }

    @Test
    void stopsAtATimeInAnotherUnit() {
        ChangeEvents millis = ChangeEvents.ofOrdersWithDate(pipeline.registry, "io.debezium.time.Timestamp");

        assertThatThrownBy(() -> pipeline.order(7L, millis.insert(millis.row(7, null, "Lamp", 1, 2L), 20)))
                .rootCause()
                .hasMessageContaining("order_date")
                .hasMessageContaining("io.debezium.time.Timestamp");
    }

    @Test
    void stopsAtAChangeWithoutPosition() {
        assertThatThrownBy(() -> pipeline.order(
                        7L, pipeline.orders.event("c", pipeline.orders.row(7, null, "Lamp", 1, 2L), "false", null, 20)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("source.lsn");
    }

    @Test
    void stopsAtAnInsertWithoutRow() {
        assertThatThrownBy(() -> pipeline.order(7L, pipeline.orders.event("c", null, "false", 20L, 20)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("'after'");
    }

    @Test
    void stopsAtAnOperationItDoesNotKnow() {
        assertThatThrownBy(() -> pipeline.order(7L, pipeline.orders.event("x", null, "false", 20L, 20)))
                .rootCause()
                .isInstanceOf(BrokenChangeException.class)
                .hasMessageContaining("'x'")
                .hasNoCause();
    }

    @Test
    void passesOverALogicalDecodingMessage() {
        pipeline.order(null, pipeline.orders.event("m", null, "false", 20L, 20));

        assertThat(pipeline.written()).isEmpty();
    }
}
