package dev.tributary.benchmarks.run;

import dev.tributary.avro.FlatSchema;
import dev.tributary.benchmarks.workload.Column;
import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.Joined;
import dev.tributary.benchmarks.workload.ResultHash;
import dev.tributary.benchmarks.workload.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The columns of a result, whichever shape it has: a joined row as a record in it, or as columns beside the order's. */
record ResultColumns(DataSet dataSet) {

    /** Reads results of both shapes; what a result does not have is null. */
    Schema toBeRead() {
        List<Schema.Field> fields =
                new ArrayList<>(Table.toBeRead(dataSet.orders().columns()));
        for (Joined joined : dataSet.joined()) {
            for (int i = 0; i < joined.columns().size(); i++) {
                Column column = joined.columns().get(i);
                fields.add(FlatSchema.nullable(
                        joined.flatNames().get(i), column.type().toBeRead()));
            }
            if (!joined.row().isEmpty()) {
                Schema row =
                        Schema.createRecord("Any_" + joined.row(), null, null, false, Table.toBeRead(joined.columns()));
                fields.add(FlatSchema.nullable(joined.row(), row));
            }
        }
        return Schema.createRecord("AnyResult", null, null, false, fields);
    }

    /** @param result as {@link #toBeRead} says */
    long hash(GenericRecord result) {
        ResultHash hash = new ResultHash();
        for (Column column : dataSet.orders().columns()) {
            hash.add(result.get(column.name()));
        }
        for (Joined joined : dataSet.joined()) {
            @Nullable Object row = joined.row().isEmpty() ? null : result.get(joined.row());
            for (int i = 0; i < joined.columns().size(); i++) {
                hash.add(
                        row instanceof GenericRecord columns
                                ? columns.get(joined.columns().get(i).name())
                                : result.get(joined.flatNames().get(i)));
            }
        }
        return hash.value();
    }
}
