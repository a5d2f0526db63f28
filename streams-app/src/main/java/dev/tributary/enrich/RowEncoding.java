package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.Varint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a captured table are encoded in results: some fields of the contract, in its order. The first is the primary key,
 * a number of 64 bits that is not null. If the table refers to another one, the second is the key of that row, a number of 64 bits or
 * null. Safe for use by several threads.
 */
final class RowEncoding {

    private final String table;
    private final ContractColumn[] columns;
    private final boolean hasForeignKey;

    private RowEncoding(String table, ContractColumn[] columns, boolean hasForeignKey) {
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
        ContractColumn[] columns = fields.stream().map(ContractColumn::of).toArray(ContractColumn[]::new);
        requireKey(columns[0], false);
        if (hasForeignKey) {
            requireKey(columns[1], true);
        }
        return new RowEncoding(table, columns, hasForeignKey);
    }

    private static void requireKey(ContractColumn column, boolean nullable) {
        if (column.type() != ContractColumn.Type.LONG || column.isNullable() != nullable) {
            throw new IllegalArgumentException(
                    "the key " + column.name() + " must be a long" + (nullable ? " or null" : "")
                            + " in the contract, and is " + column.field().schema());
        }
    }

    /** The columns as they are read out of a change event or a result. */
    List<Schema.Field> fieldsToRead() {
        List<Schema.Field> fields = new ArrayList<>();
        for (ContractColumn column : columns) {
            fields.add(column.toRead());
        }
        return fields;
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
            if (columns[i].isText() && !record.isNull(leaves[i]) && !record.isUtf8(leaves[i])) {
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
        byte[] to = new byte[length(record, leaves)];
        int at = 0;
        @Nullable BitSet missing = null;
        for (int i = 0; i < columns.length; i++) {
            at = columns[i].write(record, leaves[i], to, at);
            if (columns[i].isText() && record.textEquals(leaves[i], CapturedTable.UNAVAILABLE)) {
                missing = missing == null ? new BitSet() : missing;
                missing.set(i);
            }
        }
        boolean refers = hasForeignKey && !record.isNull(leaves[1]);
        return new Columns(to, record.getLong(leaves[0]), refers, refers ? record.getLong(leaves[1]) : 0, missing);
    }

    private int length(FlatRecord record, int[] leaves) {
        int length = 0;
        try {
            for (int i = 0; i < columns.length; i++) {
                length += columns[i].length(record, leaves[i]);
            }
        } catch (BrokenChangeException e) {
            throw new BrokenChangeException(
                    "row " + record.getLong(leaves[0]) + " of table " + table + " " + e.getMessage());
        }
        return length;
    }

    /**
     * Complete columns that are encoded already.
     *
     * @throws IllegalArgumentException if they are not as this encodes them
     */
    Columns of(byte[] encoded) {
        int[] ends = ends(encoded);
        long key = Varint.longAt(encoded, 0, ends[0]);
        boolean refers = hasForeignKey && !columns[1].isNull(encoded, ends[0]);
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
                at = columns[i].end(encoded, at);
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
}
