package dev.tributary.connect;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the key of a change event, a struct of the primary key's columns, by the value of its one column as a long.
 *
 * <p>The column may have any name. A renamed key column therefore stops nothing: the application finds no {@code id} in the
 * row, and the record is a dead letter.
 */
public final class RowKey<R extends ConnectRecord<R>> implements Transformation<R> {

    @Override
    public R apply(R change) {
        return change.newRecord(
                change.topic(),
                change.kafkaPartition(),
                Schema.INT64_SCHEMA,
                rowId(change),
                change.valueSchema(),
                change.value(),
                change.timestamp());
    }

    private static long rowId(ConnectRecord<?> change) {
        if (!(change.key() instanceof Struct key)) {
            throw refused(change, "has no primary key");
        }
        if (key.schema().fields().size() != 1) {
            throw refused(change, "has a primary key of several columns " + columns(key.schema()));
        }
        Field column = key.schema().fields().getFirst();
        return switch (key.getWithoutDefault(column.name())) {
            case Long id -> id;
            case Integer id -> id;
            case Short id -> id;
            case Byte id -> id;
            case null -> throw refused(change, "has NULL in the column " + column.name() + " of its primary key");
            default -> throw refused(change, "has a primary key of another type " + columns(key.schema()));
        };
    }

    private static DataException refused(ConnectRecord<?> change, String what) {
        return new DataException("A change of topic " + change.topic() + " " + what
                + ": the primary key must be one column of an integer type. Give the table such a key, and then begin"
                + " the capture again (docs/operations.md)");
    }

    private static String columns(Schema key) {
        return key.fields().stream()
                .map(column -> column.name() + " " + type(column.schema()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String type(Schema schema) {
        @Nullable String name = schema.name();
        return name == null ? schema.type().getName() : name;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
