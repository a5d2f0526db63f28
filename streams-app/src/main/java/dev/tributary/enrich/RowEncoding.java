package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.topics.ForeignKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a captured table are encoded: some fields of the contract, in its order. One is the primary key, which is not
 * null. Others may be foreign keys. Safe for use by several threads.
 */
final class RowEncoding {

    private final String table;
    private final ContractColumn[] columns;
    /** Of the columns, each another one: a column may be there several times, and null in one place and not in another. */
    private final List<String> names;

    private final int key;
    private final KeyType keyType;
    private final int[] foreignKeys;
    private final List<KeyType> foreignKeyTypes;

    /**
     * Makes the encoding of a table.
     *
     * @param key the column that is the primary key
     * @param foreignKeys the columns that refer to rows of other tables
     * @throws IllegalArgumentException naming the column, if it is of a type that cannot be encoded, or is no key
     */
    RowEncoding(String table, List<ViewContract.Column> columns, String key, List<String> foreignKeys) {
        this.table = table;
        this.columns = columns.stream().map(ContractColumn::of).toArray(ContractColumn[]::new);
        this.names = names(this.columns);
        this.key = find(key);
        this.keyType = columns.get(this.key).keyType();
        this.foreignKeys = foreignKeys.stream().mapToInt(this::find).toArray();
        this.foreignKeyTypes = Arrays.stream(this.foreignKeys)
                .mapToObj(column -> columns.get(column).keyType())
                .toList();
        if (this.columns[this.key].isNullable()) {
            throw new IllegalArgumentException("column " + key + " of table " + table
                    + " is the primary key, and null in the contract: write it anew by ./tributary view contract");
        }
    }

    /** A column that is more than once among the others may be null in one place, and not in another. */
    private int find(String key) {
        return IntStream.range(0, columns.length)
                .filter(column -> columns[column].name().equals(key))
                .boxed()
                .min(Comparator.comparing(column -> columns[column].isNullable()))
                .orElseThrow(() ->
                        new IllegalArgumentException("the view does not select the key " + key + " of table " + table));
    }

    /** Of the primary key. */
    KeyType keyType() {
        return keyType;
    }

    KeyType foreignKeyType(int foreignKey) {
        return foreignKeyTypes.get(foreignKey);
    }

    int columns() {
        return columns.length;
    }

    int foreignKeys() {
        return foreignKeys.length;
    }

    private static List<String> names(ContractColumn[] columns) {
        Set<String> ofTable = Arrays.stream(columns).map(ContractColumn::name).collect(Collectors.toSet());
        Set<String> names = new LinkedHashSet<>();
        for (ContractColumn column : columns) {
            String name = column.name();
            while (names.contains(name) || (!name.equals(column.name()) && ofTable.contains(name))) {
                name += "_";
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    /** Another one if rows that are encoded by this cannot be read by another encoding, byte by byte. */
    long fingerprint() {
        return SchemaNormalization.parsingFingerprint64(Schema.createRecord("Row", null, null, false, fields()));
    }

    /** The columns as they are encoded. */
    List<Schema.Field> fields() {
        return IntStream.range(0, columns.length)
                .mapToObj(column -> columns[column].encodedAs(names.get(column)))
                .toList();
    }

    /** The columns as they are read from {@link #fields} of this encoding or another one. */
    List<Schema.Field> fieldsOfRow() {
        return IntStream.range(0, columns.length)
                .mapToObj(column -> columns[column].inRow(names.get(column)))
                .toList();
    }

    /** The columns as they are read in a change event, each once. */
    List<Schema.Field> fieldsOfEvent() {
        Map<String, Schema.Field> fields = new LinkedHashMap<>();
        for (ContractColumn column : columns) {
            fields.putIfAbsent(column.name(), column.inEvent(column.name().equals(columns[key].name())));
        }
        return List.copyOf(fields.values());
    }

    /** The columns as they are read in a result. */
    List<Schema.Field> fieldsOfResult() {
        return Arrays.stream(columns).map(ContractColumn::inResult).toList();
    }

    /**
     * Where the columns are found in a change event.
     *
     * @param prefix path of the record that holds them, with a dot behind it
     */
    int[] leavesOfEvent(FlatSchema schema, String prefix) {
        return Arrays.stream(columns)
                .mapToInt(column -> schema.leaf(prefix + column.name()))
                .toArray();
    }

    /** Where the columns are found that are read as {@link #fieldsOfRow}. */
    int[] leavesOfRow(FlatSchema schema, String prefix) {
        return names.stream().mapToInt(name -> schema.leaf(prefix + name)).toArray();
    }

    /** Where the columns are found in a result. */
    int[] leavesOfResult(FlatSchema schema) {
        return Arrays.stream(columns)
                .mapToInt(column -> schema.leaf(column.field().name()))
                .toArray();
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
            if (i != key && columns[i].isUnavailable(record, leaves[i])) {
                missing = missing == null ? new BitSet() : missing;
                missing.set(i);
            }
        }
        ForeignKeys references = ForeignKeys.of(foreignKeys.length);
        for (int i = 0; i < foreignKeys.length; i++) {
            int column = foreignKeys[i];
            if (!record.isNull(leaves[column])) {
                references.set(i, columns[column].key(record, leaves[column]));
            }
        }
        return new Columns(to, columns[key].key(record, leaves[key]), references, missing);
    }

    private int length(FlatRecord record, int[] leaves) {
        int length = 0;
        try {
            for (int i = 0; i < columns.length; i++) {
                length += columns[i].length(record, leaves[i]);
            }
        } catch (BrokenChangeException e) {
            throw new BrokenChangeException(
                    "row " + columns[key].key(record, leaves[key]) + " of table " + table + " " + e.getMessage());
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
        ForeignKeys references = ForeignKeys.of(foreignKeys.length);
        for (int i = 0; i < foreignKeys.length; i++) {
            int column = foreignKeys[i];
            if (!columns[column].isNull(encoded, start(ends, column))) {
                references.set(i, columns[column].key(encoded, start(ends, column), ends[column]));
            }
        }
        return new Columns(encoded, columns[key].key(encoded, start(ends, key), ends[key]), references, null);
    }

    private static int start(int[] ends, int column) {
        return column == 0 ? 0 : ends[column - 1];
    }

    /** The primary keys of cells that have columns from a place on. */
    CellIndex.Keys keys(CellHeap heap, int from) {
        return new CellIndex.Keys() {
            @Override
            public Key keyOf(int cell) {
                return columns[key].key(heap, cell, at(heap, cell, from, key));
            }

            @Override
            public boolean isKeyOf(int cell, Key other) {
                return columns[key].isKey(heap, cell, at(heap, cell, from, key), other);
            }
        };
    }

    /** Whether columns in a cell refer to another row by a foreign key. */
    boolean hasForeignKey(CellHeap heap, int cell, int from, int foreignKey) {
        int column = foreignKeys[foreignKey];
        return !columns[column].isNull(heap, cell, at(heap, cell, from, column));
    }

    /** The key of the row that columns in a cell refer to by a foreign key; there must be one. */
    Key foreignKey(CellHeap heap, int cell, int from, int foreignKey) {
        int column = foreignKeys[foreignKey];
        return columns[column].key(heap, cell, at(heap, cell, from, column));
    }

    /** Whether the key of the row that columns in a cell refer to is this; there must be one. */
    boolean isForeignKey(CellHeap heap, int cell, int from, int foreignKey, Key other) {
        int column = foreignKeys[foreignKey];
        return columns[column].isKey(heap, cell, at(heap, cell, from, column), other);
    }

    private int at(CellHeap heap, int cell, int from, int column) {
        int at = from;
        for (int i = 0; i < column; i++) {
            at = columns[i].end(heap, cell, at);
        }
        return at;
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
            throw CapturedTable.nothingHeld(columns[changed.firstMissing()].name(), columns[key].name());
        }
        int[] ends = ends(changed.encoded());
        int[] heldEnds = ends(held);
        ByteArrayOutputStream completed = new ByteArrayOutputStream(held.length);
        for (int i = 0; i < columns.length; i++) {
            boolean missing = changed.lacks(i);
            int[] of = missing ? heldEnds : ends;
            int from = start(of, i);
            completed.write(missing ? held : changed.encoded(), from, of[i] - from);
        }
        return of(completed.toByteArray());
    }

    /**
     * Where each column ends, and all of them.
     *
     * @param encoded columns from its first byte on
     * @param ends to fill
     * @throws IllegalArgumentException if they are not as this encodes them
     */
    int findEnds(byte[] encoded, int[] ends) {
        int at = 0;
        try {
            for (int i = 0; i < columns.length; i++) {
                at = columns[i].end(encoded, at);
                ends[i] = at;
            }
            return at;
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a row of table " + table + " is damaged: " + e.getMessage(), e);
        }
    }

    private int[] ends(byte[] encoded) {
        int[] ends = new int[columns.length];
        int at = findEnds(encoded, ends);
        if (at != encoded.length) {
            throw new IllegalArgumentException(
                    "a row of table " + table + " has " + encoded.length + " bytes, and its columns " + at);
        }
        return ends;
    }
}
