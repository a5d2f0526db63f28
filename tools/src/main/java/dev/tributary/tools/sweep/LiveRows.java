package dev.tributary.tools.sweep;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
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

    private final KeyType keyType;
    private final Function<byte[], @Nullable GenericRecord> decoder;
    private final Map<Key, LastChange> rows = new HashMap<>();
    private long unreadable;

    /**
     * None yet.
     *
     * @param keyType of the table
     * @param decoder decodes a value, or throws a {@link KafkaException}
     */
    LiveRows(KeyType keyType, Function<byte[], @Nullable GenericRecord> decoder) {
        this.keyType = keyType;
        this.decoder = decoder;
    }

    void add(ConsumerRecord<byte[], byte[]> raw) {
        if (!(RecordKey.of(raw.key(), keyType) instanceof RecordKey.Row row)) {
            unreadable++;
        } else if (raw.value() == null) {
            rows.remove(row.key());
        } else {
            try {
                change(row.key(), raw);
            } catch (UnreadableChangeException e) {
                unreadable++;
            }
        }
    }

    private void change(Key key, ConsumerRecord<byte[], byte[]> raw) throws UnreadableChangeException {
        switch (ChangeEvent.decode(decoder, raw.value()).operation()) {
            case "c", "u", "r" -> rows.put(key, new LastChange(raw.partition(), raw.value()));
            case "d" -> rows.remove(key);
            default -> {
                // Not about a row.
            }
        }
    }

    Set<Key> keys() {
        return new TreeSet<>(rows.keySet());
    }

    LastChange of(Key key) {
        LastChange last = rows.get(key);
        if (last == null) {
            throw new IllegalArgumentException("no row " + key);
        }
        return last;
    }

    /** How many records were passed over. */
    long unreadable() {
        return unreadable;
    }
}
