package dev.tributary.enrich;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/**
 * A change's time is when it was committed in the database. So the time of a result is that of the newer of its rows,
 * and Streams' end-to-end latency metrics begin at the database. Never later than the record's own time: a database
 * whose clock runs ahead must not date records into a future that the broker refuses.
 */
final class CommitTime implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, Math.min(committedAtMillis(record.value()), record.timestamp()));
    }

    private static long committedAtMillis(@Nullable Object change) {
        if (change instanceof SelfReference both) {
            return committedAtMillis(both.baseIfWhole().orElse(null));
        }
        if (change instanceof Change.Upsert upsert) {
            return TimeUnit.MICROSECONDS.toMillis(upsert.row().version().committedAtMicros());
        }
        if (change instanceof Change.Delete delete) {
            return TimeUnit.MICROSECONDS.toMillis(delete.version().committedAtMicros());
        }
        return Long.MAX_VALUE;
    }
}
