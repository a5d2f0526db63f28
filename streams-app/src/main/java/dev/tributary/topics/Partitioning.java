package dev.tributary.topics;

import dev.tributary.definition.key.Key;
import org.apache.kafka.common.utils.Utils;

/** Where Kafka's default partitioner puts the keys of our topics. */
public final class Partitioning {

    private Partitioning() {}

    public static int partitionOf(Key key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.bytes())) % partitions;
    }
}
