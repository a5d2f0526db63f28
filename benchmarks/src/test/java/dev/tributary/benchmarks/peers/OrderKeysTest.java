package dev.tributary.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.workload.SampleEvents;
import org.junit.jupiter.api.Test;

class OrderKeysTest {

    @Test
    void readsTheRowAfterTheChangeBehindTheOneBefore() {
        assertThat(OrderKeys.of(SampleEvents.insert(5, 4))).isEqualTo(new OrderKeys(5, 4));
        assertThat(OrderKeys.of(SampleEvents.move(5, 3, 4))).isEqualTo(new OrderKeys(5, 4));
        assertThat(OrderKeys.of(SampleEvents.move(5, 0, 300_000))).isEqualTo(new OrderKeys(5, 300_000));
        assertThat(OrderKeys.of(SampleEvents.move(5, 3, 0))).isEqualTo(new OrderKeys(5, 0));
    }

    @Test
    void readsTheRowBeforeADeletion() {
        assertThat(OrderKeys.of(SampleEvents.delete(5, 4))).isEqualTo(new OrderKeys(5, 4));
    }
}
