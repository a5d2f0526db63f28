package dev.tributary.tools.deadletters;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.topic.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic of the dead letters: read from its beginning, a letter that came twice counted once, less those that have been
 * settled. A record that settles one settles what is before it; should the same record die once more, it is open again.
 */
final class DeadLetterTopic {

    /** What commands say then. */
    static final String NONE = "There are no dead letters.";

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<Origin, DeadLetter> open = new LinkedHashMap<>();
    private final Map<TopicPartition, Set<Long>> origins = new HashMap<>();

    private DeadLetterTopic() {}

    /** Everything that is committed now. */
    static DeadLetterTopic read(Map<String, Object> kafka, String topic) {
        DeadLetterTopic letters = new DeadLetterTopic();
        try (TopicReader reader = TopicReader.ofTopic(kafka, topic)) {
            reader.toBeginning();
            Map<TopicPartition, Long> ends = reader.endOffsets();
            while (!reader.hasReached(ends)) {
                reader.poll(POLL).forEach(letters::add);
            }
        }
        return letters;
    }

    static DeadLetterTopic of(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        DeadLetterTopic letters = new DeadLetterTopic();
        records.forEach(letters::add);
        return letters;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(LetterHeaders.RESOLUTION) != null) {
            DeadLetter.originOf(record.headers()).ifPresent(open::remove);
        } else {
            DeadLetter.of(record).ifPresent(letter -> {
                open.putIfAbsent(letter.origin(), letter);
                origins.computeIfAbsent(letter.origin().topicPartition(), any -> new HashSet<>())
                        .add(letter.origin().offset());
            });
        }
    }

    /** Offsets of all records that have ever been dead letters, settled ones too: nobody could process them. */
    Map<TopicPartition, Set<Long>> origins() {
        return origins;
    }

    /** Those that nobody has settled, the oldest one first. */
    Collection<DeadLetter> open() {
        return open.values();
    }

    /**
     * Those that are named, or all.
     *
     * @throws ToolException if one of them is not there
     */
    List<DeadLetter> select(List<String> names, boolean all) {
        if (all) {
            return List.copyOf(open.values());
        }
        List<DeadLetter> selected = new ArrayList<>();
        for (String name : names) {
            Origin origin = Origin.parse(name);
            selected.add(Optional.ofNullable(open.get(origin))
                    .orElseThrow(() -> ToolException.failed("there is no dead letter " + origin
                            + " that is not settled: see `./tributary dead-letters list`")));
        }
        return selected;
    }
}
