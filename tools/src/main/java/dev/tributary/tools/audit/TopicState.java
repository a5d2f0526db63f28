package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The last value of every key of a topic, as the bytes that they are. */
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

    private final Map<Integer, Map<Long, Entry>> partitions = new TreeMap<>();
    private final List<Difference> unreadable = new ArrayList<>();

    void add(ConsumerRecord<byte[], byte[]> raw) {
        Place place = new Place(raw.partition(), raw.offset());
        RecordKey key = RecordKey.of(raw.key());
        if (!(key instanceof RecordKey.Id id)) {
            unreadable.add(new Unreadable(key.toString(), place, "a key must have 8 bytes"));
            return;
        }
        Map<Long, Entry> entries = partitions.computeIfAbsent(raw.partition(), partition -> new HashMap<>());
        if (raw.value() == null) {
            entries.remove(id.value());
        } else {
            entries.put(id.value(), new Entry(place, raw.value()));
        }
    }

    /** Records whose key is none of a row. */
    List<Difference> unreadable() {
        return Collections.unmodifiableList(unreadable);
    }

    /**
     * Keys that more than one partition holds.
     *
     * @param row what a row is called
     */
    List<Difference> duplicates(String row) {
        Map<Long, List<Place>> places = new TreeMap<>();
        Map<Long, Entry> seen = new HashMap<>();
        for (Map<Long, Entry> entries : partitions.values()) {
            entries.forEach((id, entry) -> {
                Entry other = seen.putIfAbsent(id, entry);
                if (other != null) {
                    places.computeIfAbsent(id, first -> new ArrayList<>(List.of(other.place())))
                            .add(entry.place());
                }
            });
        }
        List<Difference> duplicates = new ArrayList<>();
        places.forEach((id, where) -> duplicates.add(new DuplicateKey(row + " " + id, where)));
        return duplicates;
    }

    /** All partitions together; of a key that several hold, one of them. */
    NavigableMap<Long, Entry> byId() {
        NavigableMap<Long, Entry> all = new TreeMap<>();
        partitions.values().forEach(all::putAll);
        return all;
    }
}
