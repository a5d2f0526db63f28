package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.Varint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a captured table are encoded in results: some fields of the contract, in its order, in Avro binary. The first is
 * the primary key, a number of 64 bits that is not null. If the table refers to another one, the second is the key of that row, a
 * number of 64 bits or null. The others are numbers of 32 or 64 bits and texts, or null. Safe for use by several threads.
 */
final class RowEncoding {

    private enum Type {
        INT,
        LONG,
        TEXT
    }

    /**
     * @param field of the contract
     * @param nullBranch the place of null in its union; -1 if it is none
     */
    private record Column(Schema.Field field, Type type, int nullBranch) {

        static Column of(Schema.Field field) {
            Schema schema = field.schema();
            if (!schema.isUnion()) {
                return new Column(field, type(field.name(), schema), -1);
            }
            List<Schema> branches = schema.getTypes();
            if (branches.size() != 2 || !schema.isNullable()) {
                throw unsupported(field.name(), schema);
            }
            int nullBranch = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
            return new Column(field, type(field.name(), branches.get(1 - nullBranch)), nullBranch);
        }

        private static Type type(String name, Schema schema) {
            return switch (schema.getType()) {
                case INT -> Type.INT;
                case LONG -> Type.LONG;
                case STRING -> Type.TEXT;
                default -> throw unsupported(name, schema);
            };
        }

        private static IllegalArgumentException unsupported(String name, Schema schema) {
            return new IllegalArgumentException("column " + name
                    + " of the contract must be an int, a long, a string, or one of them or null, and is " + schema);
        }

        String name() {
            return field.name();
        }

        boolean isNullable() {
            return nullBranch >= 0;
        }

        /** As it is read: a column may have been widened, which is found out value by value. */
        Schema.Field toRead() {
            Schema plain = Schema.create(type == Type.TEXT ? Schema.Type.STRING : Schema.Type.LONG);
            Schema.Field read = isNullable() ? nullable(name(), plain) : new Schema.Field(name(), plain);
            if (isTime()) {
                read.addProp("unit", "microseconds");
            }
            return read;
        }

        private boolean isTime() {
            Schema declared = isNullable() ? field.schema().getTypes().get(1 - nullBranch) : field.schema();
            return declared.getLogicalType() != null;
        }
    }

    private final String table;
    private final Column[] columns;
    private final boolean hasForeignKey;

    private RowEncoding(String table, Column[] columns, boolean hasForeignKey) {
        this.table = table;
        this.columns = columns;
        this.hasForeignKey = hasForeignKey;
    }

    /** @param fields of the contract */
    static RowEncoding of(String table, List<Schema.Field> fields) {
        return of(table, fields, false);
    }

    /** @param fields of the contract, the key of the other table's row being the second */
    static RowEncoding referring(String table, List<Schema.Field> fields) {
        return of(table, fields, true);
    }

    private static RowEncoding of(String table, List<Schema.Field> fields, boolean hasForeignKey) {
        Column[] columns = fields.stream().map(Column::of).toArray(Column[]::new);
        requireKey(columns[0], false);
        if (hasForeignKey) {
            requireKey(columns[1], true);
        }
        return new RowEncoding(table, columns, hasForeignKey);
    }

    private static void requireKey(Column column, boolean nullable) {
        if (column.type != Type.LONG || column.isNullable() != nullable) {
            throw new IllegalArgumentException("the key " + column.name() + " must be a long"
                    + (nullable ? " or null" : "") + " in the contract, and is " + column.field.schema());
        }
    }

    /** The columns as they are read out of a change event or a result. */
    List<Schema.Field> fieldsToRead() {
        List<Schema.Field> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(column.toRead());
        }
        return fields;
    }

    /** A field that may be null, and is where a writer does not have it. */
    static Schema.Field nullable(String name, Schema plain) {
        return new Schema.Field(
                name, Schema.createUnion(Schema.create(Schema.Type.NULL), plain), null, JsonProperties.NULL_VALUE);
    }

    /**
     * Where the columns are found in a flat record.
     *
     * @param prefix path of the record that holds them, with a dot behind it, or empty
     */
    int[] leaves(FlatSchema schema, String prefix) {
        int[] leaves = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            leaves[i] = schema.leaf(prefix + columns[i].name());
        }
        return leaves;
    }

    /** @throws BrokenChangeException if a text is none, which Avro does not check */
    void requireUtf8(FlatRecord record, int[] leaves) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].type == Type.TEXT && !record.isNull(leaves[i]) && !record.isUtf8(leaves[i])) {
                throw new BrokenChangeException("column " + columns[i].name() + " has bytes that are not UTF-8");
            }
        }
    }

    /**
     * Encodes the columns of a flat record.
     *
     * @throws BrokenChangeException if the contract has no place for a value
     */
    Columns read(FlatRecord record, int[] leaves) {
        int length = 0;
        for (int i = 0; i < columns.length; i++) {
            length += bytes(columns[i], record, leaves[i], record.getLong(leaves[0]));
        }
        byte[] to = new byte[length];
        int at = 0;
        @Nullable BitSet missing = null;
        for (int i = 0; i < columns.length; i++) {
            int leaf = leaves[i];
            Column column = columns[i];
            boolean isNull = record.isNull(leaf);
            if (column.isNullable()) {
                // A branch is a number, and Avro's form of 0 and 1 is 0 and 2.
                to[at++] = (byte) (2 * (isNull ? column.nullBranch : 1 - column.nullBranch));
            }
            if (isNull) {
                continue;
            }
            if (column.type != Type.TEXT) {
                at += BinaryData.encodeLong(record.getLong(leaf), to, at);
                continue;
            }
            int bytes = record.length(leaf);
            at += BinaryData.encodeLong(bytes, to, at);
            System.arraycopy(record.bytes(), record.start(leaf), to, at, bytes);
            at += bytes;
            if (record.textEquals(leaf, CapturedTable.UNAVAILABLE)) {
                missing = missing == null ? new BitSet() : missing;
                missing.set(i);
            }
        }
        boolean refers = hasForeignKey && !record.isNull(leaves[1]);
        return new Columns(to, record.getLong(leaves[0]), refers, refers ? record.getLong(leaves[1]) : 0, missing);
    }

    private int bytes(Column column, FlatRecord record, int leaf, long key) {
        if (record.isNull(leaf)) {
            if (!column.isNullable()) {
                throw new BrokenChangeException("row " + key + " of table " + table + " has NULL in column "
                        + column.name() + ", and the contract of the results has no null for it");
            }
            return 1;
        }
        int branch = column.isNullable() ? 1 : 0;
        if (column.type == Type.TEXT) {
            return branch + bytes(record.length(leaf)) + record.length(leaf);
        }
        long value = record.getLong(leaf);
        if (column.type == Type.INT && value != (int) value) {
            throw new BrokenChangeException("row " + key + " of table " + table + " has the " + column.name() + " "
                    + value + ", and the contract of the results has 32 bits for it");
        }
        return branch + bytes(value);
    }

    /** How many bytes Avro encodes a number in: seven bits of its zigzag form a byte. */
    private static int bytes(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /**
     * Complete columns that are encoded already.
     *
     * @throws IllegalArgumentException if they are not as this encodes them
     */
    Columns of(byte[] encoded) {
        int[] ends = ends(encoded);
        long key = Varint.longAt(encoded, 0, ends[0]);
        boolean refers = hasForeignKey && encoded[ends[0]] != 2 * columns[1].nullBranch;
        long foreignKey = refers ? Varint.longAt(encoded, ends[0] + 1, ends[1]) : 0;
        return new Columns(encoded, key, refers, foreignKey, null);
    }

    /**
     * The changed columns, with what the log left out taken from an earlier version of the row.
     *
     * @param held null if there is none
     * @throws BrokenChangeException if there is none
     */
    Columns complete(Columns changed, byte @Nullable [] held) {
        if (changed.isComplete()) {
            return changed;
        }
        if (held == null) {
            throw CapturedTable.nothingHeld(columns[changed.firstMissing()].name());
        }
        int[] ends = ends(changed.encoded());
        int[] heldEnds = ends(held);
        ByteArrayOutputStream completed = new ByteArrayOutputStream(held.length);
        for (int i = 0; i < columns.length; i++) {
            boolean missing = changed.lacks(i);
            int[] of = missing ? heldEnds : ends;
            int from = i == 0 ? 0 : of[i - 1];
            completed.write(missing ? held : changed.encoded(), from, of[i] - from);
        }
        return new Columns(completed.toByteArray(), changed.key(), changed.hasForeignKey(), changed.foreignKey(), null);
    }

    /** Where each column ends. */
    private int[] ends(byte[] encoded) {
        int[] ends = new int[columns.length];
        int at = 0;
        try {
            for (int i = 0; i < columns.length; i++) {
                at = end(columns[i], encoded, at);
                ends[i] = at;
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a row of table " + table + " is damaged: " + e.getMessage(), e);
        }
        if (at != encoded.length) {
            throw new IllegalArgumentException(
                    "a row of table " + table + " has " + encoded.length + " bytes, and its columns " + at);
        }
        return ends;
    }

    private static int end(Column column, byte[] encoded, int from) throws IOException {
        int at = from;
        if (column.isNullable()) {
            int branch = encoded[at++];
            if (branch == 2 * column.nullBranch) {
                return at;
            }
            if (branch != 2 * (1 - column.nullBranch)) {
                throw new IOException("column " + column.name() + " has branch " + branch + " of a union of two");
            }
        }
        int end = Varint.end(encoded, at, encoded.length, Varint.LONG_BYTES);
        long value = Varint.longAt(encoded, at, end);
        if (column.type == Type.TEXT) {
            if (value < 0 || value > encoded.length - end) {
                throw new IOException("column " + column.name() + " has a length of " + value);
            }
            return end + (int) value;
        }
        if (column.type == Type.INT && value != (int) value) {
            throw new IOException("column " + column.name() + " has more than 32 bits");
        }
        return end;
    }
}
