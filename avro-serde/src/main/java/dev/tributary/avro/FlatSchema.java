package dev.tributary.avro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * A reader schema of which only the leaves matter, and where each of them is found in a {@link FlatRecord}.
 *
 * <p>It is a record of numbers, booleans, strings, bytes, arrays of these ({@link FlatArray}) and further records, each of them or null. Leaves
 * are counted in the order of the schema's text, depth first, and nullable records likewise by themselves.
 */
public final class FlatSchema {

    sealed interface Node {}

    record Leaf(int index) implements Node {}

    /** @param index -1 unless the record is nullable */
    record Group(int index, List<Node> fields) implements Node {}

    private final Map<String, Integer> leaves = new HashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Schema reader;
    private final Group root;

    private FlatSchema(Schema reader) {
        this.reader = reader;
        this.root = group(-1, reader, "", new HashSet<>());
    }

    /**
     * Finds the leaves of a reader schema.
     *
     * @throws IllegalArgumentException naming the field that is neither a leaf nor a record
     */
    public static FlatSchema of(Schema reader) {
        if (reader.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("A " + reader.getType() + " has no leaves to read: expected a record");
        }
        return new FlatSchema(reader);
    }

    /** A field of a reader schema that may be null, and is where a writer does not have it. */
    public static Schema.Field nullable(String name, Schema type) {
        return new Schema.Field(
                name, Schema.createUnion(Schema.create(Schema.Type.NULL), type), null, JsonProperties.NULL_VALUE);
    }

    /**
     * A reader schema of some fields of another record. Aliases of these fields are found: Avro looks for them in records that are called as
     * the reader's is, or have its alias.
     *
     * @param whole the record as it is written
     */
    public static Schema projection(Schema whole, String name, String namespace, List<Schema.Field> fields) {
        Schema reader = Schema.createRecord(name, null, namespace, false, fields);
        reader.addAlias(whole.getFullName(), "");
        return reader;
    }

    /**
     * The index of a leaf.
     *
     * @param path names of fields, separated by dots, such as {@code after.user_id}
     * @throws IllegalArgumentException if there is no such leaf
     */
    public int leaf(String path) {
        return index(leaves, path, "number, boolean, string, bytes or array");
    }

    /**
     * The index of a nullable record.
     *
     * @throws IllegalArgumentException if there is no such record
     */
    public int group(String path) {
        return index(groups, path, "nullable record");
    }

    Schema reader() {
        return reader;
    }

    Group root() {
        return root;
    }

    int leafCount() {
        return leaves.size();
    }

    int groupCount() {
        return groups.size();
    }

    private int index(Map<String, Integer> indexes, String path, String what) {
        Integer index = indexes.get(path);
        if (index == null) {
            throw new IllegalArgumentException(reader.getFullName() + " has no " + what + " " + path);
        }
        return index;
    }

    private Group group(int index, Schema schema, String prefix, Set<String> around) {
        if (!around.add(schema.getFullName())) {
            throw new IllegalArgumentException(schema.getFullName() + " holds itself, so its leaves cannot be counted");
        }
        List<Node> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            fields.add(node(field.schema(), prefix + field.name(), around));
        }
        around.remove(schema.getFullName());
        return new Group(index, List.copyOf(fields));
    }

    private Node node(Schema declared, String path, Set<String> around) {
        Schema schema = declared.isUnion() ? withoutNull(declared) : declared;
        boolean isArray = schema.getType() == Schema.Type.ARRAY;
        if (isScalar(isArray ? schema.getElementType() : schema)) {
            leaves.put(path, leaves.size());
            return new Leaf(leaves.size() - 1);
        }
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException(path
                    + ": expected a number, a boolean, a string, bytes, an array of one of them or a record, or one of them or"
                    + " null, and not " + declared);
        }
        int index = -1;
        if (declared.isUnion()) {
            index = groups.size();
            groups.put(path, index);
        }
        return group(index, schema, path + ".", around);
    }

    private static boolean isScalar(Schema declared) {
        Schema schema = declared.isUnion() ? withoutNull(declared) : declared;
        return switch (schema.getType()) {
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTES -> true;
            default -> false;
        };
    }

    /** What may be null, or the union itself if it is another one. */
    private static Schema withoutNull(Schema union) {
        List<Schema> branches = union.getTypes();
        if (branches.size() != 2 || !union.isNullable()) {
            return union;
        }
        return branches.get(branches.get(0).getType() == Schema.Type.NULL ? 1 : 0);
    }
}
