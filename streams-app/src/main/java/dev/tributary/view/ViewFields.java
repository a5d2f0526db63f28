package dev.tributary.view;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.topics.Schemas;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * What the view reads of a value of {@code enriched-orders}, in one pass.
 *
 * @param user whose order it is, if it is anybody's
 * @param committedAtMicros when the change was committed that led to it, the newer one of its two rows, since the epoch; empty
 *     for a row that a snapshot has read: nobody knows when that was committed
 */
record ViewFields(OptionalLong user, OptionalLong committedAtMicros) {

    private static final Schema READER = Schemas.load("ViewFields");
    private static final FlatSchema FIELDS = FlatSchema.of(READER);
    private static final int USER_ID = FIELDS.leaf("user_id");
    private static final int ORDER_LSN = FIELDS.leaf("order_lsn");
    private static final int ORDER_COMMITTED_AT = FIELDS.leaf("order_committed_at");
    private static final int USER_LSN = FIELDS.leaf("user_lsn");
    private static final int USER_COMMITTED_AT = FIELDS.leaf("user_committed_at");

    static ProjectingDeserializer<ViewFields> deserializer(SchemaRegistry registry) {
        return new ProjectingDeserializer<>(registry, READER, writer -> {}, ViewFields::of);
    }

    private static ViewFields of(FlatRecord result) {
        OptionalLong user = result.isNull(USER_ID) ? OptionalLong.empty() : OptionalLong.of(result.getLong(USER_ID));
        long ofOrder = result.getLong(ORDER_COMMITTED_AT);
        boolean userIsNewer = !result.isNull(USER_COMMITTED_AT) && result.getLong(USER_COMMITTED_AT) > ofOrder;
        long lsn = result.getLong(userIsNewer ? USER_LSN : ORDER_LSN);
        OptionalLong committedAt = lsn == 0
                ? OptionalLong.empty()
                : OptionalLong.of(userIsNewer ? result.getLong(USER_COMMITTED_AT) : ofOrder);
        return new ViewFields(user, committedAt);
    }
}
