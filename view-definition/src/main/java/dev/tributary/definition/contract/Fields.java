package dev.tributary.definition.contract;

import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Fields of a record, and what their types are when null is left aside. */
public final class Fields {

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

    /** Whether it is a union of null and one type, in this order. */
    static boolean isNullFirst(Schema schema) {
        return schema.isUnion()
                && schema.getTypes().size() == 2
                && schema.getTypes().getFirst().getType() == Schema.Type.NULL;
    }

    /** The field at a path such as {@code user.email}. */
    static Optional<Schema.Field> at(Schema record, String path) {
        if (record.getType() != Schema.Type.RECORD) {
            return Optional.empty();
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Optional.ofNullable(record.getField(path));
        }
        return at(record, path.substring(0, dot))
                .flatMap(field -> at(withoutNull(field.schema()), path.substring(dot + 1)));
    }

    /** The last name of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The one type besides null; the schema itself if there is not exactly one. */
    public static Schema withoutNull(Schema schema) {
        if (!schema.isUnion()) {
            return schema;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.getFirst() : schema;
    }
}
