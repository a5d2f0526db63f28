package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.StoreRestore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads the base rows of a partition back from the topic of the results. */
final class BaseRowRestore {

    private final BaseRowStore baseRows;
    private final Deserializer<WrittenResult> written;

    BaseRowRestore(BaseRowStore baseRows, Deserializer<WrittenResult> written) {
        this.baseRows = baseRows;
        this.written = written;
    }

    /** @throws RuntimeException if the record is not as the join writes it; nothing has changed then */
    void restore(ConsumerRecord<byte[], byte[]> record) {
        Key id = StoreRestore.key(record, baseRows.keyType());
        byte @Nullable [] value = record.value();
        if (value != null) {
            WrittenResult result = written.deserialize(record.topic(), record.headers(), value);
            if (!result.columns().key().equals(id)) {
                throw new IllegalStateException(
                        "it is of row " + result.columns().key());
            }
            int cell = baseRows.put(result.columns(), result.version());
            for (int row = 0; row < result.joined().length; row++) {
                baseRows.setJoined(cell, row, result.joined()[row]);
            }
            return;
        }
        baseRows.remove(id);
        @Nullable Version deletion = DeletionHeader.read(record.headers());
        if (deletion != null) {
            baseRows.deletions().remember(id, deletion);
        }
    }
}
