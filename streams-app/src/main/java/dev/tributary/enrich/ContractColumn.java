package dev.tributary.enrich;

import dev.tributary.avro.FlatArray;
import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.Varint;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.json.PostgresText;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.definition.resolved.ColumnTypes;
import dev.tributary.offheap.CellHeap;
import dev.tributary.topics.KeySerde;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/**
 * A column of a row, as the contract of the results has it, in Avro binary: a number, a boolean, a text, bytes or an array, or one of
 * them or null.
 *
 * @param name of the column in change events
 * @param field of the contract
 * @param nullBranch the place of null in its union; -1 if it is none
 * @param unavailableArrays encoded, the arrays that stand for one which the log did not have; none unless the type is an array
 */
record ContractColumn(String name, Schema.Field field, Type type, int nullBranch, List<byte[]> unavailableArrays) {

    ContractColumn {
        unavailableArrays = List.copyOf(unavailableArrays);
    }

    /** The property of a field that is read which says what its values mean, as the contract says it. */
    static final String MEANING = "meaning";

    /** PostgreSQL's first date, 4713-11-24 BC, in days since 1970. */
    private static final long FIRST_DAY = -2_440_588;

    /** As Debezium streams it. */
    private static final long MINUS_INFINITY = -2_147_472_691;

    /** What a value is. */
    enum Type {
        INT(Schema.Type.LONG, 0),
        LONG(Schema.Type.LONG, 0),
        /** Days since 1970-01-01. */
        DATE(Schema.Type.LONG, 0),
        BOOLEAN(Schema.Type.BOOLEAN, 1),
        FLOAT(Schema.Type.FLOAT, Float.BYTES),
        DOUBLE(Schema.Type.DOUBLE, Double.BYTES),
        TEXT(Schema.Type.STRING, 0),
        /** The text of a numeric. */
        NUMERIC(Schema.Type.STRING, 0),
        BYTES(Schema.Type.BYTES, 0),
        /** As {@link FlatArray#encode} encodes it. */
        ARRAY(Schema.Type.ARRAY, 0);

        /** As it is read: the table's column may be wider, which is checked value by value. */
        private final Schema.Type read;

        /** How many bytes each value takes; 0 if that depends on the value. */
        private final int fixedBytes;

        Type(Schema.Type read, int fixedBytes) {
            this.read = read;
            this.fixedBytes = fixedBytes;
        }

        boolean has32Bits() {
            return this == INT || this == DATE;
        }

        /** Whether it is a length, and so many bytes. */
        boolean hasLength() {
            return this == TEXT || this == NUMERIC || this == BYTES;
        }
    }

    /** @throws IllegalArgumentException naming the field, if it is of another type */
    static ContractColumn of(ViewContract.Column column) {
        Schema.Field field = column.field();
        Schema schema = field.schema();
        if (!schema.isUnion()) {
            return of(column.column(), field, schema, -1);
        }
        List<Schema> branches = schema.getTypes();
        if (branches.size() != 2 || !schema.isNullable()) {
            throw unsupported(field.name(), schema);
        }
        int nullBranch = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
        return of(column.column(), field, branches.get(1 - nullBranch), nullBranch);
    }

    private static ContractColumn of(String name, Schema.Field field, Schema schema, int nullBranch) {
        Type type = type(field.name(), schema);
        return new ContractColumn(
                name, field, type, nullBranch, type == Type.ARRAY ? UnavailableArrays.of(schema) : List.of());
    }

    private static Type type(String name, Schema schema) {
        return switch (schema.getType()) {
            case INT -> schema.getLogicalType() == null ? Type.INT : Type.DATE;
            case LONG -> Type.LONG;
            case BOOLEAN -> Type.BOOLEAN;
            case FLOAT -> Type.FLOAT;
            case DOUBLE -> Type.DOUBLE;
            case STRING -> "numeric".equals(meaning(schema)) ? Type.NUMERIC : Type.TEXT;
            case BYTES -> Type.BYTES;
            case ARRAY -> Type.ARRAY;
            default -> throw unsupported(name, schema);
        };
    }

    private static IllegalArgumentException unsupported(String name, Schema schema) {
        return new IllegalArgumentException("column " + name
                + " of the contract must be a number, a boolean, a string, bytes or an array, or one of them or null, and is "
                + schema);
    }

    boolean isNullable() {
        return nullBranch >= 0;
    }

    boolean isText() {
        return type == Type.TEXT || type == Type.NUMERIC;
    }

    /** The key that a value is, which is not null. */
    Key key(FlatRecord record, int leaf) {
        return KeySerde.read(record, leaf, type.hasLength() ? KeyType.TEXT : KeyType.INTEGER);
    }

    /** The key that an encoded value is, which is not null. */
    Key key(byte[] encoded, int from, int end) {
        int at = isNullable() ? from + 1 : from;
        if (!type.hasLength()) {
            return Key.of(Varint.longAt(encoded, at, end));
        }
        int length = (int) Varint.longAt(encoded, at, endOfLength(encoded, at));
        return Key.ofUtf8(Arrays.copyOfRange(encoded, end - length, end));
    }

    private static int endOfLength(byte[] encoded, int from) {
        int at = from;
        while (encoded[at] < 0) {
            at++;
        }
        return at + 1;
    }

    /** Debezium writes a numeric as a text writes itself: a column that has become a text can be told by its values only. */
    private boolean isNumeric(FlatRecord record, int leaf) {
        return PostgresText.isNumeric(record.getString(leaf)) || isUnavailable(record, leaf);
    }

    /** Whether the log did not have the value, since it is large and did not change. */
    boolean isUnavailable(FlatRecord record, int leaf) {
        if (type == Type.ARRAY) {
            return !record.isNull(leaf) && unavailableArrays.stream().anyMatch(array -> isEncoded(record, leaf, array));
        }
        return type.hasLength()
                && (record.textEquals(leaf, CapturedTable.UNAVAILABLE)
                        || (record.textEquals(leaf, CapturedTable.UNAVAILABLE_HSTORE) && "hstore".equals(meaning())));
    }

    private static boolean isEncoded(FlatRecord record, int leaf, byte[] value) {
        int from = record.start(leaf);
        return Arrays.equals(record.bytes(), from, from + record.length(leaf), value, 0, value.length);
    }

    /**
     * As it is read in a change event. Null too, which {@link #length} refuses by name where the contract has no place for it; but a row
     * without its key has no name itself.
     */
    Schema.Field inEvent(boolean isKey) {
        return toRead(name, !isKey);
    }

    /** As it is read in a result, which may be of a time when it had another name. */
    Schema.Field inResult() {
        Schema.Field read = toRead(field.name(), isNullable());
        field.aliases().forEach(read::addAlias);
        return read;
    }

    /** As it is read in a row that was encoded by this contract or another one. */
    Schema.Field inRow(String as) {
        return toRead(as, isNullable());
    }

    /** As it is encoded. */
    Schema.Field encodedAs(String name) {
        return nullBranch == 0
                ? new Schema.Field(name, field.schema(), null, JsonProperties.NULL_VALUE)
                : new Schema.Field(name, field.schema());
    }

    private Schema.Field toRead(String as, boolean nullable) {
        Schema plain = type == Type.ARRAY ? declared() : Schema.create(type.read);
        Schema.Field read = nullable ? FlatSchema.nullable(as, plain) : new Schema.Field(as, plain);
        @Nullable String meaning = meaning();
        if (meaning != null) {
            read.addProp(MEANING, meaning);
        }
        return read;
    }

    /** The type of a value that is not null. */
    private Schema declared() {
        return isNullable() ? field.schema().getTypes().get(1 - nullBranch) : field.schema();
    }

    /** What values mean beyond their Avro type: the contract's logical type, or PostgreSQL's type. A uuid is its text. */
    private @Nullable String meaning() {
        return meaning(declared());
    }

    /** What values of a type of the contract mean beyond their Avro type; null for nothing. */
    static @Nullable String meaning(Schema declared) {
        @Nullable LogicalType logicalType = declared.getLogicalType();
        if (logicalType == null) {
            return declared.getProp(ColumnTypes.POSTGRES_TYPE);
        }
        return logicalType.equals(LogicalTypes.uuid()) ? null : logicalType.getName();
    }

    /**
     * How many bytes a value takes.
     *
     * @throws BrokenChangeException if the contract has no place for it, with a message whose subject is the row
     */
    int length(FlatRecord record, int leaf) {
        if (record.isNull(leaf)) {
            if (!isNullable()) {
                throw new BrokenChangeException(
                        "has NULL in column " + name + ", and the contract of the results has no null for it");
            }
            return 1;
        }
        int branch = isNullable() ? 1 : 0;
        if (type == Type.ARRAY) {
            return branch + record.length(leaf);
        }
        if (type == Type.NUMERIC && !isNumeric(record, leaf)) {
            throw new BrokenChangeException(
                    "has a text in column " + name + ", and the contract has a column of type numeric");
        }
        if (type.hasLength()) {
            return branch + length(record.length(leaf)) + record.length(leaf);
        }
        if (type.fixedBytes > 0) {
            return branch + type.fixedBytes;
        }
        long value = record.getLong(leaf);
        if (type == Type.DATE && value < FIRST_DAY && value != MINUS_INFINITY) {
            throw new BrokenChangeException("has the day " + value + " in column " + name
                    + ", which is no date of PostgreSQL's: so Debezium reads an infinite date in a snapshot. An UPDATE of the"
                    + " row brings the right one");
        }
        if (type.has32Bits() && value != (int) value) {
            throw new BrokenChangeException(
                    "has the " + name + " " + value + ", and the contract of the results has 32 bits for it");
        }
        return branch + length(value);
    }

    /** How many bytes Avro encodes a number in: seven bits of its zigzag form a byte. */
    private static int length(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Encodes a value, and returns where the next one goes. */
    int write(FlatRecord record, int leaf, byte[] to, int from) {
        int at = from;
        boolean isNull = record.isNull(leaf);
        if (isNullable()) {
            // A branch is a number, and Avro's form of 0 and 1 is 0 and 2.
            to[at++] = (byte) (2 * (isNull ? nullBranch : 1 - nullBranch));
        }
        if (isNull) {
            return at;
        }
        if (type.fixedBytes > 0) {
            long bits = record.getLong(leaf);
            for (int i = 0; i < type.fixedBytes; i++) {
                to[at++] = (byte) (bits >>> (Byte.SIZE * i));
            }
            return at;
        }
        if (!type.hasLength() && type != Type.ARRAY) {
            return at + BinaryData.encodeLong(record.getLong(leaf), to, at);
        }
        int bytes = record.length(leaf);
        if (type.hasLength()) {
            at += BinaryData.encodeLong(bytes, to, at);
        }
        System.arraycopy(record.bytes(), record.start(leaf), to, at, bytes);
        return at + bytes;
    }

    /** Whether an encoded value is null. */
    boolean isNull(byte[] encoded, int at) {
        return isNullable() && encoded[at] == 2 * nullBranch;
    }

    /**
     * Where an encoded value ends.
     *
     * @throws IOException if it is not as {@link #write} encodes one
     */
    int end(byte[] encoded, int from) throws IOException {
        if (isNull(encoded, from)) {
            return from + 1;
        }
        int at = from;
        if (isNullable()) {
            int branch = encoded[at++];
            if (branch != 2 * (1 - nullBranch)) {
                throw new IOException("column " + name + " has branch " + branch + " of a union of two");
            }
        }
        if (type.fixedBytes > 0) {
            if (type.fixedBytes > encoded.length - at) {
                throw new IOException("column " + name + " has " + (encoded.length - at) + " bytes");
            }
            return at + type.fixedBytes;
        }
        if (type == Type.ARRAY) {
            return FlatArray.end(encoded, at);
        }
        int end = Varint.end(encoded, at, encoded.length, Varint.LONG_BYTES);
        long value = Varint.longAt(encoded, at, end);
        if (type.hasLength()) {
            if (value < 0 || value > encoded.length - end) {
                throw new IOException("column " + name + " has a length of " + value);
            }
            return end + (int) value;
        }
        if (type.has32Bits() && value != (int) value) {
            throw new IOException("column " + name + " has more than 32 bits");
        }
        return end;
    }

    /** Whether a value in a cell is null. */
    boolean isNull(CellHeap heap, int cell, int at) {
        return isNullable() && heap.getByte(cell, at) == 2 * nullBranch;
    }

    /** The key that a value in a cell is, which is not null. */
    Key key(CellHeap heap, int cell, int from) {
        int at = isNullable() ? from + 1 : from;
        long value = heap.getVarLong(cell, at);
        if (!type.hasLength()) {
            return Key.of(value);
        }
        byte[] utf8 = new byte[(int) value];
        heap.read(cell, at + heap.varLongBytes(cell, at), utf8, 0, utf8.length);
        return Key.ofUtf8(utf8);
    }

    /** Whether a value in a cell, which is not null, is this key. */
    boolean isKey(CellHeap heap, int cell, int from, Key key) {
        int at = isNullable() ? from + 1 : from;
        long value = heap.getVarLong(cell, at);
        if (!type.hasLength()) {
            return value == key.number();
        }
        byte[] utf8 = key.utf8();
        return value == utf8.length && heap.equals(cell, at + heap.varLongBytes(cell, at), utf8, 0, utf8.length);
    }

    /** Where a value in a cell ends. */
    int end(CellHeap heap, int cell, int from) {
        if (isNull(heap, cell, from)) {
            return from + 1;
        }
        int at = isNullable() ? from + 1 : from;
        if (type.fixedBytes > 0) {
            return at + type.fixedBytes;
        }
        int end = at + heap.varLongBytes(cell, at);
        if (type == Type.ARRAY) {
            // The count, the bytes of the items, these, and a 0; or just that.
            return heap.getVarLong(cell, at) == 0
                    ? end
                    : end + heap.varLongBytes(cell, end) + (int) heap.getVarLong(cell, end) + 1;
        }
        return type.hasLength() ? end + (int) heap.getVarLong(cell, at) : end;
    }
}
