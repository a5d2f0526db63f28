package dev.tributary.tools.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

    private static final TopicPartition PARTITION = new TopicPartition("enriched-orders", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AtomicLong clock = new AtomicLong();

    private TopicReader reader(long end) {
        TopicReader reader = new TopicReader(consumer, List.of(PARTITION), clock::get);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        return reader;
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset) {
        return new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[8], new byte[1]);
    }

    @Test
    void reachesTheEndAfterTheLastRecord() {
        try (TopicReader reader = reader(2)) {
            reader.toBeginning();
            Map<TopicPartition, Long> ends = reader.endOffsets();
            assertThat(reader.hasReached(ends)).isFalse();
            consumer.addRecord(at(0));
            consumer.addRecord(at(1));

            assertThat(reader.poll(Duration.ZERO)).hasSize(2);
            assertThat(reader.hasReached(ends)).isTrue();
        }
    }

    @Test
    void anEndThatNoRecordLeadsToIsReachedByStandingStill() {
        try (TopicReader reader = reader(5)) {
            reader.toBeginning();
            consumer.addRecord(at(0));
            reader.poll(Duration.ZERO);
            assertThat(reader.hasReached(Map.of(PARTITION, 5L))).isFalse();

            clock.addAndGet(Duration.ofSeconds(4).toNanos());
            reader.poll(Duration.ZERO);

            assertThat(reader.hasReached(Map.of(PARTITION, 5L))).isTrue();
        }
    }

    @Test
    void aRecordThatCannotBeDecodedIsNamed() {
        RecordDecoder decoder = new RecordDecoder((topic, bytes) -> {
            throw new SerializationException("unknown magic byte 9");
        });
        ConsumerRecord<byte[], byte[]> garbage = new ConsumerRecord<>(
                "cdc.public.orders", 3, 17, ByteBuffer.allocate(8).putLong(42).array(), new byte[] {9});

        assertThatThrownBy(() -> decoder.decode(garbage))
                .hasMessage("the record at cdc.public.orders-3 offset 17, key 42, cannot be decoded:"
                        + " unknown magic byte 9");
    }

    @Test
    void aTombstoneIsNotDecoded() {
        RecordDecoder decoder = new RecordDecoder((topic, bytes) -> {
            throw new SerializationException("not reached");
        });

        assertThat(decoder.decode(new ConsumerRecord<>("t", 0, 1, new byte[8], null)))
                .extracting(DecodedRecord::value)
                .isEqualTo(java.util.Optional.<GenericRecord>empty());
    }
}
