package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract.Origin;
import dev.tributary.topics.OriginFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A result as it is found in its topic, without the columns of joined rows.
 *
 * @param columns of the base row
 * @param version of the base row
 * @param joined for each row that is joined, the fingerprint of the version that it was written with, or {@link Version#NONE}; of a result that
 *     another contract wrote, {@link Version#TO_REWRITE}
 */
@SuppressWarnings("ArrayRecordComponent") // read, and never compared
record WrittenResult(Columns columns, Version version, long[] joined) {

    static Deserializer<WrittenResult> deserializer(SchemaRegistry registry, JoinedTables tables) {
        Schema reader = reader(tables);
        Deserializer<WrittenResult> results =
                new ProjectingDeserializer<>(registry, reader, writer -> {}, new FromResult(reader, tables));
        String contract = SchemaNormalization.toParsingForm(tables.contract());
        Map<Integer, Boolean> ofContract = new ConcurrentHashMap<>();
        return (topic, value) -> {
            WrittenResult result = results.deserialize(topic, value);
            return ofContract.computeIfAbsent(
                            ByteBuffer.wrap(value).getInt(1),
                            id -> SchemaNormalization.toParsingForm(registry.schemaById(id))
                                    .equals(contract))
                    ? result
                    : result.toRewrite();
        };
    }

    private WrittenResult toRewrite() {
        long[] rewrite = new long[joined.length];
        Arrays.fill(rewrite, Version.TO_REWRITE);
        return new WrittenResult(columns, version, rewrite);
    }

    private static Schema reader(JoinedTables tables) {
        List<Schema.Field> fields = new ArrayList<>(tables.base().encoding().fieldsOfResult());
        fields.addAll(OriginFields.ofBase(tables.view()));
        fields.addAll(OriginFields.ofReferenced(tables.view()));
        return FlatSchema.projection(tables.contract(), "WrittenResult", WrittenResult.class.getPackageName(), fields);
    }

    /** Where the two fields are. */
    private record Place(int lsn, int committedAt) {
        static Place of(FlatSchema leaves, Origin origin) {
            return new Place(leaves.leaf(origin.lsn()), leaves.leaf(origin.committedAt()));
        }

        boolean isNull(FlatRecord result) {
            return result.isNull(lsn) || result.isNull(committedAt);
        }

        Version version(FlatRecord result) {
            return new Version(result.getLong(lsn), result.getLong(committedAt));
        }
    }

    private static final class FromResult implements Function<FlatRecord, WrittenResult> {

        private final RowEncoding encoding;
        private final int[] columns;
        private final Place base;
        private final List<Place> joined;

        FromResult(Schema reader, JoinedTables tables) {
            FlatSchema leaves = FlatSchema.of(reader);
            this.encoding = tables.base().encoding();
            this.columns = encoding.leavesOfResult(leaves);
            this.base = Place.of(leaves, tables.baseOrigin());
            this.joined = tables.references().stream()
                    .map(reference -> Place.of(leaves, reference.origin()))
                    .toList();
        }

        @Override
        public WrittenResult apply(FlatRecord result) {
            long[] versions = new long[joined.size()];
            for (int row = 0; row < versions.length; row++) {
                Place place = joined.get(row);
                versions[row] = place.isNull(result)
                        ? Version.NONE
                        : place.version(result).fingerprint();
            }
            return new WrittenResult(encoding.read(result, columns), base.version(result), versions);
        }
    }
}
