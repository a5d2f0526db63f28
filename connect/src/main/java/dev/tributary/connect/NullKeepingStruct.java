package dev.tributary.connect;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A struct whose nulls are nulls. Connect's own answers with the default of a field that is null, so that a NULL in a
 * column with a default ({@code created_at timestamp DEFAULT current_timestamp}) would be captured as that default,
 * 1970-01-01 in this case.
 */
final class NullKeepingStruct extends Struct {

    private final Struct original;

    private NullKeepingStruct(Struct original) {
        super(original.schema());
        this.original = original;
    }

    /** The value itself if it is no struct. */
    static @Nullable Object of(@Nullable Object value) {
        return value instanceof Struct struct ? new NullKeepingStruct(struct) : value;
    }

    @Override
    public @Nullable Object get(String fieldName) {
        return getWithoutDefault(fieldName);
    }

    @Override
    public @Nullable Object get(Field field) {
        return getWithoutDefault(field.name());
    }

    @Override
    public @Nullable Object getWithoutDefault(String fieldName) {
        return of(original.getWithoutDefault(fieldName));
    }

    @Override
    public void validate() {
        original.validate();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NullKeepingStruct that && original.equals(that.original);
    }

    @Override
    public int hashCode() {
        return original.hashCode();
    }

    @Override
    public String toString() {
        return original.toString();
    }
}
