package dev.tributary.tools.sweep;

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

    private final Map<Long, Long> tombstones;
    private final Function<byte[], @Nullable GenericRecord> decoder;
    private final Set<Long> ids = new TreeSet<>();

    /** @param tombstones where the tombstone of each row is */
    Overtaken(Map<Long, Long> tombstones, Function<byte[], @Nullable GenericRecord> decoder) {
        this.tombstones = Map.copyOf(tombstones);
        this.decoder = decoder;
    }

    /** A record that was not there yet when the rows were looked for. */
    void add(ConsumerRecord<byte[], byte[]> raw) {
        if (RecordKey.of(raw.key()) instanceof RecordKey.Id id
                && raw.value() != null
                && raw.offset() < tombstones.getOrDefault(id.value(), Long.MIN_VALUE)
                && mayBeARow(raw.value())) {
            ids.add(id.value());
        }
    }

    private boolean mayBeARow(byte[] value) {
        try {
            return !ChangeEvent.decode(decoder, value).operation().equals("d");
        } catch (UnreadableChangeException e) {
            return false;
        }
    }

    Set<Long> ids() {
        return ids;
    }
}
