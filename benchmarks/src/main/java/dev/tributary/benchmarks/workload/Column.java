package dev.tributary.benchmarks.workload;

import dev.tributary.avro.FlatSchema;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A column of a table. Its value is a function of the row's version, so that a row takes no memory. */
public record Column(String name, Type type, boolean nullable, Value value) {

    /** What Debezium writes for PostgreSQL's types. */
    public enum Type {
        INTEGER(Schema.Type.INT, ""),
        /** Days since 1970-01-01. */
        DATE(Schema.Type.INT, "io.debezium.time.Date"),
        /** Microseconds since 1970-01-01. */
        TIMESTAMP(Schema.Type.LONG, "io.debezium.time.MicroTimestamp"),
        DOUBLE(Schema.Type.DOUBLE, ""),
        TEXT(Schema.Type.STRING, "");

        private final Schema.Type avro;
        private final String meaning;

        Type(Schema.Type avro, String meaning) {
            this.avro = avro;
            this.meaning = meaning;
        }

        Schema inEvent() {
            Schema schema = Schema.create(avro);
            if (!meaning.isEmpty()) {
                schema.addProp("connect.name", meaning);
            }
            return schema;
        }

        /** What holds every value, of whichever size a contender writes it: integers as long, texts as String. */
        public Schema toBeRead() {
            Schema schema = Schema.create(avro == Schema.Type.INT ? Schema.Type.LONG : avro);
            if (avro == Schema.Type.STRING) {
                schema.addProp("avro.java.string", "String");
            }
            return schema;
        }
    }

    /** The value that a version of a row has in a column. */
    @FunctionalInterface
    public interface Value {
        /** An Integer, Long, Double or String, as the type says; null only in a column that is nullable. */
        @Nullable Object of(TableRow row);
    }

    static Column required(String name, Type type, Value value) {
        return new Column(name, type, false, value);
    }

    static Column nullable(String name, Type type, Value value) {
        return new Column(name, type, true, value);
    }

    @Nullable Object valueIn(TableRow row) {
        return value.of(row);
    }

    Schema.Field inEvent() {
        return nullable ? FlatSchema.nullable(name, type.inEvent()) : new Schema.Field(name, type.inEvent());
    }

    void write(TableRow row, AvroBytes out) {
        @Nullable Object written = valueIn(row);
        if (nullable) {
            if (written == null) {
                out.writeNull();
                return;
            }
            out.put(2);
        }
        switch (written) {
            case Integer number -> out.writeLong(number);
            case Long number -> out.writeLong(number);
            case Double number -> out.writeDouble(number);
            case String text -> out.writeString(text);
            case null -> throw new IllegalStateException("column " + name + " has no value");
            default -> throw new IllegalStateException("column " + name + " has the value " + written);
        }
    }
}
