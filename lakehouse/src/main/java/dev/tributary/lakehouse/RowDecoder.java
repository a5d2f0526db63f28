package dev.tributary.lakehouse;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.definition.key.KeyType;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of a table out of records of its topic. Runs on Spark's executors, each with a registry client of its own.
 *
 * <p>Reads the columns {@code key}, {@code value}, {@code partition}, {@code offset}; makes those of the table, of which one is the
 * offset, and {@link #DELETED}.
 */
final class RowDecoder implements MapPartitionsFunction<Row, Row>, Serializable {

    /** Whether the record says that the row was deleted. */
    static final String DELETED = "_deleted";

    private final String topic;
    private final KeyType keyType;
    private final HashMap<String, Object> registry;
    private final StructType table;

    /**
     * @param registry settings of the deserializer; Strings
     * @param table columns of the table; the first one is the key
     */
    RowDecoder(String topic, KeyType keyType, Map<String, Object> registry, StructType table) {
        this.topic = topic;
        this.keyType = keyType;
        this.registry = new HashMap<>(registry);
        this.table = table;
    }

    StructType schema() {
        return table.add(DELETED, DataTypes.BooleanType, false);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> records) {
        AvroDeserializer<GenericRecord> values = new AvroDeserializer<>(DatumReaderFactory.generic());
        values.configure(registry, false);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> values.close());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Row next() {
                Row record = records.next();
                try {
                    return decode(values, record);
                } catch (SerializationException | IllegalArgumentException e) {
                    throw new RefusedException(
                            "the record at %s-%d offset %d cannot be kept in the table: %s"
                                    .formatted(
                                            topic,
                                            record.<Integer>getAs("partition"),
                                            record.<Long>getAs("offset"),
                                            e.getMessage()),
                            e);
                }
            }
        };
    }

    private Row decode(AvroDeserializer<GenericRecord> values, Row record) {
        byte @Nullable [] value = record.getAs("value");
        GenericRecord decoded = values.deserialize(topic, value);
        @Nullable Object[] row = new @Nullable Object[table.length() + 1];
        if (decoded != null) {
            Row columns = DeltaColumn.row(table, decoded);
            for (int i = 0; i < table.length(); i++) {
                row[i] = columns.get(i);
            }
        } else {
            row[0] = key(record.getAs("key"));
        }
        row[table.fieldIndex(ViewTable.OFFSET)] = record.getAs("offset");
        row[table.length()] = decoded == null;
        return RowFactory.create(row);
    }

    /** A record that the table cannot have; the message names it. */
    static final class RefusedException extends RuntimeException {
        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Object key(byte[] key) {
        String text = keyType.read(key).toString();
        if (keyType != KeyType.INTEGER) {
            return text;
        }
        long number = Long.parseLong(text);
        return table.fields()[0].dataType().equals(DataTypes.IntegerType) ? (Object) Math.toIntExact(number) : number;
    }
}
