package dev.tributary.definition.contract;

import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Fields of a record, and what their types are when null is left aside. */
final class Fields {

    private Fields() {}

    static Schema.Field of(String name, Schema type, boolean nullable, String doc) {
        if (!nullable) {
            return new Schema.Field(name, type, doc);
        }
        Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), type);
        return new Schema.Field(name, union, doc, Schema.Field.NULL_DEFAULT_VALUE);
    }

    static Schema ofLong() {
        return Schema.create(Schema.Type.LONG);
    }

    static Schema ofTimestamp() {
        return LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    }

    static boolean isNullable(Schema schema) {
        return schema.getType() == Schema.Type.NULL
                || (schema.isUnion()
                        && schema.getTypes().stream().anyMatch(branch -> branch.getType() == Schema.Type.NULL));
    }

    /** The one type besides null; the schema itself if there is not exactly one. */
    static Schema withoutNull(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.getFirst() : schema;
    }
}
