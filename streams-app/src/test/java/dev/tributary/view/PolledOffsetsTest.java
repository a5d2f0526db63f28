package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolledOffsetsTest {

    private static final TopicPartition ZERO = new TopicPartition("topic", 0);
    private static final TopicPartition ONE = new TopicPartition("topic", 1);

    private final TestStores test = new TestStores();
    private final PolledOffsets interceptor = new PolledOffsets();

    @AfterEach
    void close() {
        interceptor.close();
    }

    @Test
    void tellsAPartitionWhatIsBehindItsLastRecord() {
        ViewStore zero = test.hold(0, 10);
        ViewStore one = test.hold(1, 10);
        interceptor.configure(Map.of(PolledOffsets.STORES, test.stores));

        ConsumerRecords<byte[], byte[]> markers =
                new ConsumerRecords<>(Map.of(), Map.of(ZERO, new OffsetAndMetadata(12)));

        assertThat(interceptor.onConsume(markers)).isSameAs(markers);
        assertThat(zero.progress().behind(12)).isZero();
        assertThat(one.progress().behind(12)).isEqualTo(2);
    }

    @Test
    void takesWhatIsReadAndNotAppliedForMissing() {
        ViewStore zero = test.hold(0, 10);
        interceptor.configure(Map.of(PolledOffsets.STORES, test.stores));
        List<ConsumerRecord<byte[], byte[]>> records = List.of(record(10), record(11));

        interceptor.onConsume(new ConsumerRecords<>(Map.of(ZERO, records), Map.of(ZERO, new OffsetAndMetadata(13))));

        assertThat(zero.progress().behind(13)).isEqualTo(13);
    }

    @Test
    void hasNoUseForAPartitionThatIsNotHereNorForRecordsBeforeItIsConfigured() {
        ConsumerRecords<byte[], byte[]> elsewhere =
                new ConsumerRecords<>(Map.of(), Map.of(ONE, new OffsetAndMetadata(12)));
        assertThat(interceptor.onConsume(elsewhere)).isSameAs(elsewhere);

        interceptor.configure(Map.of(PolledOffsets.STORES, test.stores));
        assertThat(interceptor.onConsume(elsewhere)).isSameAs(elsewhere);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("topic", 0, offset, new byte[8], new byte[0]);
    }
}
