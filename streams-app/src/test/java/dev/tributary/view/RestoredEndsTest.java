package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoredEndsTest {

    private static final TopicPartition ZERO = new TopicPartition("topic", 0);
    private static final TopicPartition ONE = new TopicPartition("topic", 1);

    private final TestStores test = new TestStores();
    private final RestoredEnds ends = new RestoredEnds(test.stores);

    /** Behind its last record there are markers, or what is compacted away. */
    @Test
    void tellsARestoredPartitionThatItHasAllUpToTheEnd() {
        ViewStore zero = test.hold(0, 5);
        ViewStore one = test.hold(1, 5);
        ends.onRestoreStart(ZERO, ViewStore.NAME, 5, 100);
        ends.onRestoreStart(ONE, ViewStore.NAME, 5, 70);
        ends.onBatchRestored(ZERO, ViewStore.NAME, 50, 45);
        assertThat(zero.progress().behind(100)).isEqualTo(95);

        ends.onRestoreEnd(ZERO, ViewStore.NAME, 60);

        assertThat(zero.progress().behind(100)).isZero();
        assertThat(zero.progress().behind(101)).isEqualTo(1);
        assertThat(one.progress().behind(70)).isEqualTo(65);
    }

    @Test
    void hasNoUseForAPartitionThatHasLeft() {
        ends.onRestoreStart(ZERO, ViewStore.NAME, 0, 100);
        ends.onRestoreEnd(ZERO, ViewStore.NAME, 100);

        assertThat(test.stores.of(0)).isEmpty();
    }
}
