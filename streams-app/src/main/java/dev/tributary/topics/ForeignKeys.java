package dev.tributary.topics;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The foreign keys of a row, in the order of {@link ViewContract#foreignKeys}: which rows it refers to. Equal if all of them are. Not to be
 * changed once others see it.
 */
public final class ForeignKeys {

    private final @Nullable Key[] values;

    private ForeignKeys(int count) {
        this.values = new Key[count];
    }

    /** So many, all of them null. */
    public static ForeignKeys of(int count) {
        return new ForeignKeys(count);
    }

    /** Reads the foreign keys of a result, and nothing else of it. */
    public static ProjectingDeserializer<ForeignKeys> deserializer(SchemaRegistry registry, ViewContract view) {
        Schema reader =
                FlatSchema.projection(view.schema(), "ForeignKeys", ForeignKeys.class.getPackageName(), fields(view));
        FlatSchema places = FlatSchema.of(reader);
        int[] leaves = leaves(places, view);
        List<KeyType> types = types(view);
        return new ProjectingDeserializer<>(registry, reader, writer -> {}, result -> read(result, leaves, types));
    }

    /** Through which they are read. To be put into a {@link FlatSchema#projection} of the contract. */
    public static List<Schema.Field> fields(ViewContract view) {
        return view.foreignKeys().stream().map(ForeignKeys::field).toList();
    }

    private static Schema.Field field(ViewContract.Column key) {
        Schema.Field read = FlatSchema.nullable(key.field().name(), KeySerde.schema(key.keyType()));
        key.field().aliases().forEach(read::addAlias);
        return read;
    }

    /** Where they are found in a record that has {@link #fields}. */
    public static int[] leaves(FlatSchema places, ViewContract view) {
        return view.foreignKeys().stream()
                .mapToInt(key -> places.leaf(key.field().name()))
                .toArray();
    }

    /** Their types, in the same order. */
    public static List<KeyType> types(ViewContract view) {
        return view.foreignKeys().stream().map(ViewContract.Column::keyType).toList();
    }

    /** Reads them from a record, where {@link #leaves} found them. */
    public static ForeignKeys read(FlatRecord record, int[] leaves, List<KeyType> types) {
        ForeignKeys keys = of(leaves.length);
        for (int i = 0; i < leaves.length; i++) {
            if (!record.isNull(leaves[i])) {
                keys.set(i, KeySerde.read(record, leaves[i], types.get(i)));
            }
        }
        return keys;
    }

    public ForeignKeys set(int foreignKey, Key value) {
        values[foreignKey] = value;
        return this;
    }

    /** How many there are, null or not. */
    public int count() {
        return values.length;
    }

    /** Whether one is not null. */
    public boolean isPresent(int foreignKey) {
        return values[foreignKey] != null;
    }

    /** One that is not null. */
    public Key get(int foreignKey) {
        return Objects.requireNonNull(values[foreignKey]);
    }

    /** Whether one is not null, and is this. */
    public boolean is(int foreignKey, Key value) {
        return value.equals(values[foreignKey]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ForeignKeys keys && Arrays.equals(values, keys.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
