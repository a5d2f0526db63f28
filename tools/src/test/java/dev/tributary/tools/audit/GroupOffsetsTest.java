package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupOffsetsTest {

    private static final TopicPartition SOURCE = new TopicPartition("cdc.public.orders", 0);
    private static final TopicPartition OUTPUT = new TopicPartition("enriched-orders", 0);
    private static final Set<String> READ = Set.of("cdc.public.orders");

    private static GroupOffsets offsets(Map<TopicPartition, Long> committed, long earliest, long end) {
        Map<TopicPartition, Long> ends = Map.of(SOURCE, end, OUTPUT, 50L);
        return new GroupOffsets(committed, Map.of(SOURCE, earliest, OUTPUT, 0L), ends, ends);
    }

    @Test
    void aGroupAtTheEndHasNothingLeft() {
        assertThat(offsets(Map.of(SOURCE, 10L), 0, 10).unread(READ)).isEmpty();
    }

    @Test
    void whatLiesBehindTheCommittedOffsetIsLeft() {
        GroupOffsets offsets = offsets(Map.of(SOURCE, 7L), 0, 10);

        assertThat(offsets.unread(READ)).isEqualTo(Map.of(SOURCE, 7L));
        assertThat(offsets.lag(offsets.unread(READ))).isEqualTo(3);
    }

    @Test
    void aGroupThatHasCommittedNothingStartsAtTheFirstRecord() {
        assertThat(offsets(Map.of(), 4, 10).unread(READ)).isEqualTo(Map.of(SOURCE, 4L));
        assertThat(offsets(Map.of(), 10, 10).unread(READ)).isEmpty();
    }

    @Test
    void anOffsetThatIsGoneCountsFromTheFirstThatIsThere() {
        assertThat(offsets(Map.of(SOURCE, 2L), 6, 10).unread(READ)).isEqualTo(Map.of(SOURCE, 6L));
    }

    @Test
    void anOpenTransactionIsSeen() {
        GroupOffsets open = new GroupOffsets(Map.of(), Map.of(), Map.of(OUTPUT, 50L), Map.of(OUTPUT, 52L));

        assertThat(open.openTransaction()).contains(OUTPUT);
        assertThat(offsets(Map.of(), 0, 10).openTransaction()).isEmpty();
    }
}
