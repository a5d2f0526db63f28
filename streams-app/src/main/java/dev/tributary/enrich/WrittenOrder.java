package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * An order as it is found in {@code enriched-orders}.
 *
 * @param joined the fingerprint of the user's version that it was written with, or {@link Version#NONE}
 */
record WrittenOrder(Columns columns, Version version, long joined) {

    private static final RowEncoding ENCODING = CapturedTable.ORDERS.encoding();
    private static final Schema READER = reader();
    private static final FlatSchema LEAVES = FlatSchema.of(READER);
    private static final int[] COLUMNS = ENCODING.leaves(LEAVES, "");
    private static final int ORDER_LSN = LEAVES.leaf("order_lsn");
    private static final int ORDER_COMMITTED_AT = LEAVES.leaf("order_committed_at");
    private static final int USER_LSN = LEAVES.leaf("user_lsn");
    private static final int USER_COMMITTED_AT = LEAVES.leaf("user_committed_at");

    static Deserializer<WrittenOrder> deserializer(SchemaRegistry registry) {
        return new ProjectingDeserializer<>(registry, READER, writer -> {}, WrittenOrder::from);
    }

    private static Schema reader() {
        Schema number = Schema.create(Schema.Type.LONG);
        List<Schema.Field> fields = new ArrayList<>(ENCODING.fieldsToRead());
        fields.add(new Schema.Field("order_lsn", number));
        fields.add(new Schema.Field("order_committed_at", number));
        fields.add(ContractColumn.nullable("user_lsn", number));
        fields.add(ContractColumn.nullable("user_committed_at", number));
        return Schema.createRecord("WrittenOrder", null, WrittenOrder.class.getPackageName(), false, fields);
    }

    private static WrittenOrder from(FlatRecord result) {
        boolean joined = !result.isNull(USER_LSN) && !result.isNull(USER_COMMITTED_AT);
        return new WrittenOrder(
                ENCODING.read(result, COLUMNS),
                new Version(result.getLong(ORDER_LSN), result.getLong(ORDER_COMMITTED_AT)),
                joined
                        ? new Version(result.getLong(USER_LSN), result.getLong(USER_COMMITTED_AT)).fingerprint()
                        : Version.NONE);
    }
}
