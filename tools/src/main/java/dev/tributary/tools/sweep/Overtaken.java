package dev.tributary.tools.sweep;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.topic.RecordKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that came back while they were swept: their new change stands before the deletion. The application
 * drops such a deletion, since it is older; but compaction would leave the tombstone and not the row.
 */
final class Overtaken {

    private final Map<Key, Long> tombstones;
    private final KeyType keyType;
    private final Function<byte[], @Nullable GenericRecord> decoder;
    private final Set<Key> keys = new TreeSet<>();

    /**
     * None yet.
     *
     * @param tombstones where the tombstone of each row is
     * @param keyType of the table
     */
    Overtaken(Map<Key, Long> tombstones, KeyType keyType, Function<byte[], @Nullable GenericRecord> decoder) {
        this.tombstones = Map.copyOf(tombstones);
        this.keyType = keyType;
        this.decoder = decoder;
    }

    /** A record that was not there yet when the rows were looked for. */
    void add(ConsumerRecord<byte[], byte[]> raw) {
        if (RecordKey.of(raw.key(), keyType) instanceof RecordKey.Row row
                && raw.value() != null
                && raw.offset() < tombstones.getOrDefault(row.key(), Long.MIN_VALUE)
                && mayBeARow(raw.value())) {
            keys.add(row.key());
        }
    }

    private boolean mayBeARow(byte[] value) {
        try {
            return !ChangeEvent.decode(decoder, value).operation().equals("d");
        } catch (UnreadableChangeException e) {
            return false;
        }
    }

    Set<Key> keys() {
        return keys;
    }
}
