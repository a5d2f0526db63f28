package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.DebeziumException;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** The rest is shown on the real pipeline, by LargeValuesIT. */
class MovedRowReselectorTest {

    @Test
    void aRowAColumnOrATableMayBeGone() {
        assertThat(MovedRowReselector.isGone(new DebeziumException("Failed to find row")))
                .isTrue();
        assertThat(MovedRowReselector.isGone(new ConnectException(new SQLException("no column", "42703"))))
                .isTrue();
        assertThat(MovedRowReselector.isGone(new DebeziumException("no", new SQLException("no table", "42P01"))))
                .isTrue();
    }

    /** Whatever else the database says, the value may still be there. */
    @Test
    void anOutageSaysNothingOfTheRow() {
        for (String state : new String[] {"08003", "57P01", "57014", "53300", "42501", "55P03"}) {
            assertThat(MovedRowReselector.isGone(new DebeziumException("no", new SQLException("reason", state))))
                    .as(state)
                    .isFalse();
        }
        assertThat(MovedRowReselector.isGone(new ConnectException(new SQLException("without a state"))))
                .isFalse();
    }
}
