package dev.tributary.tools.sweep;

import dev.tributary.tools.topic.RecordKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a change topic says are there: the last record of each key, unless that is a deletion. What cannot be
 * read says nothing, here as in the application.
 */
final class LiveRows {

    /** A row as the topic knows it: its last change event, in the wire format. */
    static final class LastChange {
        private final int partition;
        private final byte[] value;

        LastChange(int partition, byte[] value) {
            this.partition = partition;
            this.value = value;
        }

        int partition() {
            return partition;
        }

        byte[] value() {
            return value;
        }
    }

    private final Function<byte[], @Nullable GenericRecord> decoder;
    private final Map<Long, LastChange> rows = new HashMap<>();
    private long unreadable;

    /** @param decoder decodes a value, or throws a {@link KafkaException} */
    LiveRows(Function<byte[], @Nullable GenericRecord> decoder) {
        this.decoder = decoder;
    }

    void add(ConsumerRecord<byte[], byte[]> raw) {
        if (!(RecordKey.of(raw.key()) instanceof RecordKey.Id id)) {
            unreadable++;
        } else if (raw.value() == null) {
            rows.remove(id.value());
        } else {
            try {
                change(id.value(), raw);
            } catch (UnreadableChangeException e) {
                unreadable++;
            }
        }
    }

    private void change(long id, ConsumerRecord<byte[], byte[]> raw) throws UnreadableChangeException {
        switch (ChangeEvent.decode(decoder, raw.value()).operation()) {
            case "c", "u", "r" -> rows.put(id, new LastChange(raw.partition(), raw.value()));
            case "d" -> rows.remove(id);
            default -> {
                // Not about a row.
            }
        }
    }

    Set<Long> ids() {
        return new TreeSet<>(rows.keySet());
    }

    LastChange of(long id) {
        LastChange last = rows.get(id);
        if (last == null) {
            throw new IllegalArgumentException("no row " + id);
        }
        return last;
    }

    /** How many records were passed over. */
    long unreadable() {
        return unreadable;
    }
}
