package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Whether the record before the present one, in its partition, was the deletion of a row. That is known after a restart too:
 * it is part of the metadata that Kafka Streams commits with the offsets, in the same transaction.
 *
 * <p>For one partition, and one thread at a time.
 */
final class PrecedingDeletion {

    /** What is committed with the offsets. Streams gives no public access to it. */
    interface Metadata {
        @Nullable Long get(String key);

        void put(String key, long value);
    }

    /** The {@link #number} of the row that was deleted last, and the offset of its deletion. */
    static final String ROW = "deletion.row";

    static final String OFFSET = "deletion.offset";

    /** The offset of the record behind the last deletion; below {@link #OFFSET} as long as there is none. */
    static final String FOLLOWED = "deletion.followed";

    private final Metadata metadata;
    private @Nullable Long row;

    PrecedingDeletion(Metadata metadata) {
        this.metadata = metadata;
        @Nullable Long deletion = metadata.get(OFFSET);
        @Nullable Long followed = metadata.get(FOLLOWED);
        this.row = deletion != null && (followed == null || followed < deletion) ? metadata.get(ROW) : null;
    }

    /** To be called once the task has its committed metadata: not before {@code init}. */
    static PrecedingDeletion of(ProcessorContext<?, ?> context) {
        InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) context;
        return new PrecedingDeletion(new Metadata() {
            @Override
            public @Nullable Long get(String key) {
                return internal.processorMetadataForKey(key);
            }

            @Override
            public void put(String key, long value) {
                internal.addProcessorMetadataKeyValue(key, value);
            }
        });
    }

    /** Whether the record before was the deletion of this row. */
    boolean isOf(Key key) {
        return row != null && row == number(key);
    }

    /** What is committed of a key: an integer itself, and half of the MD5 of a text, since Streams commits numbers only. */
    private static long number(Key key) {
        return key.isInteger()
                ? key.number()
                : UUID.nameUUIDFromBytes(key.utf8()).getLeastSignificantBits();
    }

    /** The present record is the one before from now on. */
    void advance(@Nullable Key key, boolean isDeletion, long offset) {
        if (row != null) {
            metadata.put(FOLLOWED, offset);
        }
        row = isDeletion && key != null ? (Long) number(key) : null;
        if (row != null) {
            metadata.put(ROW, Objects.requireNonNull(row));
            metadata.put(OFFSET, offset);
        }
    }
}
