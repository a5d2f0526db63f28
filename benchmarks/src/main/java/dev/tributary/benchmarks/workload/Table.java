package dev.tributary.benchmarks.workload;

import dev.tributary.avro.FlatSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A table that is captured.
 *
 * @param columns the first one is the primary key
 */
public record Table(String schema, String name, List<Column> columns) {

    public Table {
        columns = List.copyOf(columns);
    }

    /** Fields to read columns by; only the primary key has to be there. */
    public static List<Schema.Field> toBeRead(List<Column> columns) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Column column : columns) {
            Schema type = column.type().toBeRead();
            fields.add(
                    fields.isEmpty()
                            ? new Schema.Field(column.name(), type)
                            : FlatSchema.nullable(column.name(), type));
        }
        return fields;
    }
}
