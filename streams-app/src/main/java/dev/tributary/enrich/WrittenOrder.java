package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * An order as it is found in {@code enriched-orders}.
 *
 * @param joined the fingerprint of the user's version that it was written with, or {@link Version#NONE}
 */
record WrittenOrder(Columns columns, Version version, long joined) {

    static Deserializer<WrittenOrder> deserializer(SchemaRegistry registry, JoinedTables tables) {
        Schema reader = reader(tables);
        return new ProjectingDeserializer<>(registry, reader, writer -> {}, new FromResult(reader, tables));
    }

    private static Schema reader(JoinedTables tables) {
        Schema number = Schema.create(Schema.Type.LONG);
        List<Schema.Field> fields = new ArrayList<>(tables.base().encoding().fieldsOfResult());
        fields.add(new Schema.Field(tables.baseOrigin().lsn(), number));
        fields.add(new Schema.Field(tables.baseOrigin().committedAt(), number));
        fields.add(FlatSchema.nullable(tables.referencedOrigin().lsn(), number));
        fields.add(FlatSchema.nullable(tables.referencedOrigin().committedAt(), number));
        return Schema.createRecord("WrittenOrder", null, WrittenOrder.class.getPackageName(), false, fields);
    }

    private static final class FromResult implements Function<FlatRecord, WrittenOrder> {

        private final RowEncoding encoding;
        private final int[] columns;
        private final int lsn;
        private final int committedAt;
        private final int joinedLsn;
        private final int joinedCommittedAt;

        FromResult(Schema reader, JoinedTables tables) {
            FlatSchema leaves = FlatSchema.of(reader);
            this.encoding = tables.base().encoding();
            this.columns = encoding.leavesOfResult(leaves);
            this.lsn = leaves.leaf(tables.baseOrigin().lsn());
            this.committedAt = leaves.leaf(tables.baseOrigin().committedAt());
            this.joinedLsn = leaves.leaf(tables.referencedOrigin().lsn());
            this.joinedCommittedAt = leaves.leaf(tables.referencedOrigin().committedAt());
        }

        @Override
        public WrittenOrder apply(FlatRecord result) {
            boolean isJoined = !result.isNull(joinedLsn) && !result.isNull(joinedCommittedAt);
            return new WrittenOrder(
                    encoding.read(result, columns),
                    new Version(result.getLong(lsn), result.getLong(committedAt)),
                    isJoined
                            ? new Version(result.getLong(joinedLsn), result.getLong(joinedCommittedAt)).fingerprint()
                            : Version.NONE);
        }
    }
}
