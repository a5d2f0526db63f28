package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.audit.Difference.DuplicateKey;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.audit.Difference.Unreadable;
import dev.tributary.tools.topic.RecordKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The last value of every key of a view's topic, as the bytes that they are. */
final class TopicState {

    static final class Entry {
        private final Place place;
        private final byte[] value;

        Entry(Place place, byte[] value) {
            this.place = place;
            this.value = value;
        }

        Place place() {
            return place;
        }

        JsonNode decode(Function<byte[], JsonNode> decoder) {
            return decoder.apply(value);
        }
    }

    private final KeyType keyType;
    private final Map<Integer, Map<Key, Entry>> partitions = new TreeMap<>();
    private final List<Difference> unreadable = new ArrayList<>();

    TopicState(KeyType keyType) {
        this.keyType = keyType;
    }

    void add(ConsumerRecord<byte[], byte[]> raw) {
        Place place = new Place(raw.partition(), raw.offset());
        RecordKey recordKey = RecordKey.of(raw.key(), keyType);
        if (!(recordKey instanceof RecordKey.Row row)) {
            String reason = "a key must " + (keyType == KeyType.INTEGER ? "have 8 bytes" : "be " + keyType.form());
            unreadable.add(new Unreadable(recordKey.toString(), place, reason));
            return;
        }
        Map<Key, Entry> entries = partitions.computeIfAbsent(raw.partition(), partition -> new HashMap<>());
        if (raw.value() == null) {
            entries.remove(row.key());
        } else {
            entries.put(row.key(), new Entry(place, raw.value()));
        }
    }

    /** Records whose key is none of a row. */
    List<Difference> unreadable() {
        return Collections.unmodifiableList(unreadable);
    }

    /**
     * Keys that more than one partition holds.
     *
     * @param named what a row is called
     */
    List<Difference> duplicates(Function<Key, String> named) {
        Map<Key, List<Place>> places = new TreeMap<>();
        Map<Key, Entry> seen = new HashMap<>();
        for (Map<Key, Entry> entries : partitions.values()) {
            entries.forEach((key, entry) -> {
                Entry other = seen.putIfAbsent(key, entry);
                if (other != null) {
                    places.computeIfAbsent(key, first -> new ArrayList<>(List.of(other.place())))
                            .add(entry.place());
                }
            });
        }
        List<Difference> duplicates = new ArrayList<>();
        places.forEach((key, where) -> duplicates.add(new DuplicateKey(named.apply(key), where)));
        return duplicates;
    }

    /** All partitions together; of a key that several hold, one of them. */
    NavigableMap<Key, Entry> byKey() {
        NavigableMap<Key, Entry> all = new TreeMap<>();
        partitions.values().forEach(all::putAll);
        return all;
    }
}
