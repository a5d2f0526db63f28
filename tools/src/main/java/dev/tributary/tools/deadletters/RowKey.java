package dev.tributary.tools.deadletters;

import java.nio.ByteBuffer;
import org.apache.kafka.common.TopicPartition;

/** A row of a captured table: a key in a partition, compared by its bytes. */
record RowKey(TopicPartition partition, ByteBuffer bytes) {

    static RowKey of(TopicPartition partition, byte[] key) {
        return new RowKey(partition, ByteBuffer.wrap(key));
    }
}
