package dev.tributary.topics;

import org.apache.kafka.common.utils.Utils;

/** Where Kafka's default partitioner puts the keys of our topics, which are 8-byte big-endian longs. */
public final class Partitioning {

    private Partitioning() {}

    /** The partition of a key, as producers choose it that serialize with {@code LongSerializer}. */
    public static int partitionOf(long key, int partitions) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (key >>> (56 - 8 * i));
        }
        return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
    }
}
