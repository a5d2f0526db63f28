package dev.tributary.enrich;

import dev.tributary.deadletter.DeadLetterHandler;
import dev.tributary.definition.key.Key;
import dev.tributary.tier.Notices;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A change of a table that is joined to itself: what it says of a row of the base table, and of one that is referred to, of which results may
 * have other columns. A topic is read once in a topology, so its guard and its join are one task.
 */
record SelfReference(Supplier<Change> base, Supplier<Change> referenced) {

    /** What only one of the two cannot have is said where that one is processed, and keeps nothing from the other. */
    static Deserializer<@Nullable SelfReference> deserializer(
            Deserializer<Change> base, Deserializer<Change> referenced) {
        return (topic, bytes) ->
                bytes == null ? null : new SelfReference(side(base, topic, bytes), side(referenced, topic, bytes));
    }

    private static Supplier<Change> side(Deserializer<Change> deserializer, String topic, byte[] bytes) {
        try {
            Change change = deserializer.deserialize(topic, bytes);
            return () -> change;
        } catch (KafkaException e) {
            if (!DeadLetterHandler.isOfTheRecord(e)) {
                throw e;
            }
            return () -> {
                throw new BrokenChangeException(String.valueOf(e.getMessage()));
            };
        }
    }

    /** What it says of a row of the base table, or nothing if that is broken. */
    Optional<Change> baseIfWhole() {
        try {
            return Optional.of(base.get());
        } catch (BrokenChangeException e) {
            return Optional.empty();
        }
    }

    /** Passes on what a change says of a row of the base table, and notices. */
    static Processor<Key, SelfReference, Key, Change> asBase() {
        return new Side(SelfReference::base, true);
    }

    /** Passes on what a change says of a row that is referred to. */
    static Processor<Key, SelfReference, Key, Change> asReferenced() {
        return new Side(SelfReference::referenced, false);
    }

    private static final class Side extends ContextualProcessor<Key, SelfReference, Key, Change> {

        private final Function<SelfReference, Supplier<Change>> side;
        private final boolean takesNotices;

        Side(Function<SelfReference, Supplier<Change>> side, boolean takesNotices) {
            this.side = side;
            this.takesNotices = takesNotices;
        }

        @Override
        @SuppressWarnings("NullAway") // a tombstone has no value
        public void process(Record<Key, SelfReference> record) {
            if (takesNotices || !Notices.isNotice(record.headers())) {
                @Nullable SelfReference change = record.value();
                context()
                        .forward(record.withValue(
                                change == null ? null : side.apply(change).get()));
            }
        }
    }
}
