package dev.tributary.topics;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The foreign keys of a row, in the order of {@link ViewContract#foreignKeys}: which rows it refers to. Equal if all of them are. Not to be
 * changed once others see it.
 */
public final class ForeignKeys {

    /** As many as there are bits in {@link #present}. */
    public static final int MOST = Long.SIZE;

    private final long[] values;

    /** A bit for each that is not null. */
    private long present;

    private ForeignKeys(int count) {
        this.values = new long[count];
    }

    /** So many, all of them null. */
    public static ForeignKeys of(int count) {
        return new ForeignKeys(count);
    }

    /** Reads the foreign keys of a result, and nothing else of it. */
    public static ProjectingDeserializer<ForeignKeys> deserializer(SchemaRegistry registry, ViewContract view) {
        Schema reader =
                Schema.createRecord("ForeignKeys", null, ForeignKeys.class.getPackageName(), false, fields(view));
        FlatSchema places = FlatSchema.of(reader);
        int[] leaves = leaves(places, view);
        return new ProjectingDeserializer<>(registry, reader, writer -> {}, result -> read(result, leaves));
    }

    /** Through which they are read. */
    public static List<Schema.Field> fields(ViewContract view) {
        return view.foreignKeys().stream()
                .map(key -> FlatSchema.nullable(key.field().name(), Schema.create(Schema.Type.LONG)))
                .toList();
    }

    /** Where they are found in a record that has {@link #fields}. */
    public static int[] leaves(FlatSchema places, ViewContract view) {
        return view.foreignKeys().stream()
                .mapToInt(key -> places.leaf(key.field().name()))
                .toArray();
    }

    /** Reads them from a record, where {@link #leaves} found them. */
    public static ForeignKeys read(FlatRecord record, int[] leaves) {
        ForeignKeys keys = of(leaves.length);
        for (int i = 0; i < leaves.length; i++) {
            if (!record.isNull(leaves[i])) {
                keys.set(i, record.getLong(leaves[i]));
            }
        }
        return keys;
    }

    public ForeignKeys set(int foreignKey, long value) {
        values[foreignKey] = value;
        present |= 1L << foreignKey;
        return this;
    }

    /** How many there are, null or not. */
    public int count() {
        return values.length;
    }

    /** Whether one is not null. */
    public boolean isPresent(int foreignKey) {
        return (present & 1L << foreignKey) != 0;
    }

    /** One that is not null. */
    public long get(int foreignKey) {
        return values[foreignKey];
    }

    /** Whether one is not null, and is this. */
    public boolean is(int foreignKey, long value) {
        return isPresent(foreignKey) && values[foreignKey] == value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ForeignKeys keys && present == keys.present && Arrays.equals(values, keys.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return IntStream.range(0, count())
                .mapToObj(key -> isPresent(key) ? String.valueOf(values[key]) : "null")
                .toList()
                .toString();
    }
}
