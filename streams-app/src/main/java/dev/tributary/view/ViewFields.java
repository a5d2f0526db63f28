package dev.tributary.view;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.contract.ViewContract.Origin;
import dev.tributary.definition.key.KeyType;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.topics.OriginFields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * What the view reads of a value of its topic, in one pass.
 *
 * @param foreignKeys which rows it refers to
 * @param committedAtMicros when the change was committed that led to it, the newest one of its rows, since the epoch; empty
 *     for a row that a snapshot has read: nobody knows when that was committed
 */
record ViewFields(ForeignKeys foreignKeys, OptionalLong committedAtMicros) {

    static ProjectingDeserializer<ViewFields> deserializer(SchemaRegistry registry, ViewContract view) {
        List<Origin> origins = new ArrayList<>();
        view.referenced().forEach(referenced -> origins.add(referenced.origin()));
        Schema reader = reader(view);
        return new ProjectingDeserializer<>(
                registry,
                reader,
                writer -> {},
                new FromResult(FlatSchema.of(reader), view, view.base().origin(), origins));
    }

    private static Schema reader(ViewContract view) {
        List<Schema.Field> fields = new ArrayList<>(ForeignKeys.fields(view));
        fields.addAll(OriginFields.ofBase(view));
        fields.addAll(OriginFields.ofReferenced(view));
        return FlatSchema.projection(view.schema(), "ViewFields", ViewFields.class.getPackageName(), fields);
    }

    private static final class FromResult implements Function<FlatRecord, ViewFields> {

        private final int[] foreignKeys;
        private final List<KeyType> types;
        /** Of the base table first. */
        private final int[] lsns;

        private final int[] committedAt;

        FromResult(FlatSchema leaves, ViewContract view, Origin base, List<Origin> referenced) {
            this.foreignKeys = ForeignKeys.leaves(leaves, view);
            this.types = ForeignKeys.types(view);
            List<Origin> origins = new ArrayList<>(List.of(base));
            origins.addAll(referenced);
            this.lsns = origins.stream()
                    .mapToInt(origin -> leaves.leaf(origin.lsn()))
                    .toArray();
            this.committedAt = origins.stream()
                    .mapToInt(origin -> leaves.leaf(origin.committedAt()))
                    .toArray();
        }

        @Override
        public ViewFields apply(FlatRecord result) {
            int newest = 0;
            for (int row = 1; row < lsns.length; row++) {
                if (!result.isNull(committedAt[row])
                        && result.getLong(committedAt[row]) > result.getLong(committedAt[newest])) {
                    newest = row;
                }
            }
            boolean isSnapshot = result.getLong(lsns[newest]) == 0;
            return new ViewFields(
                    ForeignKeys.read(result, foreignKeys, types),
                    isSnapshot ? OptionalLong.empty() : OptionalLong.of(result.getLong(committedAt[newest])));
        }
    }
}
