package dev.tributary.tools.deadletters;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.topic.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Appends dead letters to their topics once more, where that still says something.
 *
 * <p>A change event has a whole row. So where the topic has a later record of the row, the letter has nothing to add, and
 * must not be appended: the application would drop it as older, but compaction would keep it, in the place of the later one,
 * for whoever rebuilds from the topic. A later record that is a dead letter itself says nothing. The same holds for a record that comes while this runs: it is looked for afterwards,
 * and appended once more behind the replayed one.
 */
final class Replay {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Each one needs a change of a replayed row in the moment of the one before. */
    private static final int MOST_CORRECTIONS = 20;

    private final Map<String, Object> kafka;
    private final Settlement settlement;
    private final Map<TopicPartition, Set<Long>> unprocessable;
    private final Consumer<String> progress;

    /** @param unprocessable offsets of records that say nothing of their row: they supersede none */
    Replay(
            Map<String, Object> kafka,
            Settlement settlement,
            Map<TopicPartition, Set<Long>> unprocessable,
            Consumer<String> progress) {
        this.kafka = kafka;
        this.unprocessable = unprocessable;
        this.settlement = settlement;
        this.progress = progress;
    }

    /**
     * Settles all of them, or none.
     *
     * @param report told what became of each, once it is so
     */
    void run(List<DeadLetter> letters, BiConsumer<DeadLetter, Resolution> report) throws InterruptedException {
        LaterRecords later = read(behind(letters), rowsOf(letters), unprocessable);
        Settlement.Batch batch = new Settlement.Batch();
        Map<DeadLetter, Resolution> outcome = new LinkedHashMap<>();
        Set<RowKey> replayed = new HashSet<>();
        for (DeadLetter letter : letters) {
            byte @Nullable [] key = letter.key();
            boolean superseded = key != null && isBehind(later.of(rowOf(letter, key)), letter);
            Resolution resolution = superseded ? Resolution.SUPERSEDED : Resolution.REPLAYED;
            if (!superseded) {
                batch.append(letter.origin(), copyOf(letter));
                if (key != null) {
                    replayed.add(rowOf(letter, key));
                }
            }
            batch.settle(letter, resolution);
            outcome.put(letter, resolution);
        }
        Map<Origin, RecordMetadata> copies = settlement.commit(batch);
        correct(later.ends(), replayed, copies);
        outcome.forEach(report);
    }

    private static boolean isBehind(@Nullable ConsumerRecord<byte[], byte[]> later, DeadLetter letter) {
        return later != null && later.offset() > letter.origin().offset();
    }

    /** What came in between is appended once more, so that it is the last word on its row again. */
    private void correct(Map<TopicPartition, Long> from, Set<RowKey> rows, Map<Origin, RecordMetadata> written)
            throws InterruptedException {
        Map<TopicPartition, Set<Long>> ours = new HashMap<>();
        Map<Origin, RecordMetadata> newest = written;
        for (int round = 0; round < MOST_CORRECTIONS && !rows.isEmpty(); round++) {
            newest.values()
                    .forEach(at -> ours.computeIfAbsent(
                                    new TopicPartition(at.topic(), at.partition()), any -> new HashSet<>())
                            .add(at.offset()));
            LaterRecords others = read(from, rows, union(ours, unprocessable));
            Settlement.Batch batch = new Settlement.Batch();
            Set<RowKey> again = new HashSet<>();
            for (RowKey row : rows) {
                @Nullable ConsumerRecord<byte[], byte[]> other = others.of(row);
                if (other != null && other.offset() < lastOf(ours, row.partition())) {
                    again.add(row);
                    batch.append(
                            new Origin(other.topic(), other.partition(), other.offset()),
                            new ProducerRecord<>(
                                    other.topic(),
                                    other.partition(),
                                    other.timestamp(),
                                    other.key(),
                                    other.value(),
                                    other.headers()));
                }
            }
            if (again.isEmpty()) {
                return;
            }
            from = others.ends();
            rows = again;
            newest = settlement.commit(batch);
        }
        if (!rows.isEmpty()) {
            throw ToolException.failed("the replayed rows change so fast that an old change may be the last one in its"
                    + " topic: run ./tributary snapshot for their tables");
        }
    }

    private static Map<TopicPartition, Set<Long>> union(
            Map<TopicPartition, Set<Long>> one, Map<TopicPartition, Set<Long>> other) {
        Map<TopicPartition, Set<Long>> union = new HashMap<>();
        List.of(one, other)
                .forEach(offsets -> offsets.forEach((partition, some) ->
                        union.computeIfAbsent(partition, any -> new HashSet<>()).addAll(some)));
        return union;
    }

    private static long lastOf(Map<TopicPartition, Set<Long>> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, Set.of()).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
    }

    private LaterRecords read(Map<TopicPartition, Long> from, Set<RowKey> rows, Map<TopicPartition, Set<Long>> unless) {
        return LaterRecords.read(
                kafka, from, rows, unless, left -> progress.accept("looking for later changes: " + left + " to go"));
    }

    private ProducerRecord<byte[], byte[]> copyOf(DeadLetter letter) {
        Origin origin = letter.origin();
        if (!letter.isShortened()) {
            return new ProducerRecord<>(
                    origin.topic(),
                    origin.partition(),
                    letter.timestamp(),
                    letter.key(),
                    letter.value(),
                    letter.headers());
        }
        ConsumerRecord<byte[], byte[]> whole = recordAt(origin);
        return new ProducerRecord<>(
                origin.topic(),
                origin.partition(),
                letter.timestamp(),
                whole.key(),
                whole.value(),
                LetterHeaders.ofTheRecord(whole.headers()));
    }

    /** One that was too large to be a dead letter as a whole. */
    private ConsumerRecord<byte[], byte[]> recordAt(Origin origin) {
        try (TopicReader reader = TopicReader.at(kafka, Map.of(origin.topicPartition(), origin.offset()))) {
            Map<TopicPartition, Long> end = Map.of(origin.topicPartition(), origin.offset() + 1);
            while (!reader.hasReached(end)) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    if (record.offset() == origin.offset()) {
                        return record;
                    }
                }
            }
        }
        throw ToolException.failed(
                "the record " + origin + " was too large for a dead letter, and its topic does not have"
                        + " it any more: read the row again with ./tributary snapshot --where, and discard the letter");
    }

    private static Map<TopicPartition, Long> behind(List<DeadLetter> letters) {
        Map<TopicPartition, Long> from = new HashMap<>();
        letters.forEach(letter ->
                from.merge(letter.origin().topicPartition(), letter.origin().offset() + 1, Math::min));
        return from;
    }

    private static Set<RowKey> rowsOf(List<DeadLetter> letters) {
        Set<RowKey> rows = new HashSet<>();
        for (DeadLetter letter : letters) {
            byte @Nullable [] key = letter.key();
            if (key != null) {
                rows.add(rowOf(letter, key));
            }
        }
        return rows;
    }

    private static RowKey rowOf(DeadLetter letter, byte[] key) {
        return RowKey.of(letter.origin().topicPartition(), key);
    }
}
