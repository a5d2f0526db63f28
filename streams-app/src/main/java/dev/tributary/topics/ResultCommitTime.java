package dev.tributary.topics;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * Reads of a value of {@code enriched-orders} when the change that led to it was committed, the newer one of its two rows:
 * microseconds since the epoch.
 */
public final class ResultCommitTime {

    private static final Schema READER = Schemas.load("ResultVersions");
    private static final FlatSchema FIELDS = FlatSchema.of(READER);
    private static final int ORDER_LSN = FIELDS.leaf("order_lsn");
    private static final int ORDER_COMMITTED_AT = FIELDS.leaf("order_committed_at");
    private static final int USER_LSN = FIELDS.leaf("user_lsn");
    private static final int USER_COMMITTED_AT = FIELDS.leaf("user_committed_at");

    private ResultCommitTime() {}

    /** Gives nothing for a row that a snapshot has read: nobody knows when that was committed. */
    public static ProjectingDeserializer<OptionalLong> deserializer(SchemaRegistry registry) {
        return new ProjectingDeserializer<>(registry, READER, writer -> {}, ResultCommitTime::of);
    }

    private static OptionalLong of(FlatRecord result) {
        long ofOrder = result.getLong(ORDER_COMMITTED_AT);
        boolean userIsNewer = !result.isNull(USER_COMMITTED_AT) && result.getLong(USER_COMMITTED_AT) > ofOrder;
        long lsn = result.getLong(userIsNewer ? USER_LSN : ORDER_LSN);
        return lsn == 0
                ? OptionalLong.empty()
                : OptionalLong.of(userIsNewer ? result.getLong(USER_COMMITTED_AT) : ofOrder);
    }
}
