package dev.tributary.lakehouse;

import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.json.AvroJson;
import dev.tributary.definition.reporting.ReportingColumn;
import dev.tributary.definition.resolved.ColumnTypes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A field of a view's records as a column of a Delta table: of which type it is, and its values there, as Spark takes them with
 * {@code spark.sql.datetime.java8API.enabled}. What Spark has no type for is a text, as PostgreSQL writes it. docs/lakehouse.md has the
 * table of types.
 */
final class DeltaColumn {

    private static final long MICROS = 1_000_000;
    private static final long NANOS_OF_MICRO = 1_000;
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

    private DeltaColumn() {}

    /** The column's type; each column can be null. */
    static DataType type(Schema field) {
        Schema type = Fields.withoutNull(field);
        boolean isPlain = ColumnTypes.postgresType(type).isEmpty();
        return switch (type.getType()) {
            case RECORD -> columns(type);
            case ARRAY -> DataTypes.createArrayType(type(type.getElementType()), true);
            case BOOLEAN -> isPlain ? DataTypes.BooleanType : DataTypes.StringType;
            case INT -> logical(type).equals("date") ? DataTypes.DateType : DataTypes.IntegerType;
            case LONG ->
                switch (logical(type)) {
                    case "local-timestamp-micros" -> DataTypes.TimestampNTZType;
                    case "timestamp-micros" -> DataTypes.TimestampType;
                    // Delta has no time of a day.
                    case "time-micros" -> DataTypes.StringType;
                    default -> DataTypes.LongType;
                };
            case FLOAT -> DataTypes.FloatType;
            case DOUBLE -> DataTypes.DoubleType;
            case BYTES -> isPlain ? DataTypes.BinaryType : DataTypes.StringType;
            default -> isTimestamptz(type) ? DataTypes.TimestampType : DataTypes.StringType;
        };
    }

    /** Those of a record's fields, in their order. */
    static StructType columns(Schema record) {
        return new StructType(record.getFields().stream()
                .map(field -> DataTypes.createStructField(field.name(), type(field.schema()), true))
                .toArray(StructField[]::new));
    }

    /**
     * A value in a column.
     *
     * @param column its type, which may be wider than that of the field
     * @param field the type of the value in its record
     * @throws IllegalArgumentException if the column has not the field's values
     */
    static @Nullable Object value(DataType column, Schema field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema type = Fields.withoutNull(field);
        if (column instanceof StructType row && value instanceof IndexedRecord record) {
            return row(row, record);
        }
        if (column instanceof ArrayType array && value instanceof Collection<?> items) {
            List<@Nullable Object> values = new ArrayList<>(items.size());
            for (Object item : items) {
                values.add(value(array.elementType(), type.getElementType(), item));
            }
            return CollectionConverters.asScala(values).toSeq();
        }
        DataType own = type(type);
        Object converted = scalar(own, type, value);
        if (own.equals(column)) {
            return converted;
        }
        if (column.equals(DataTypes.LongType) && converted instanceof Integer number) {
            return number.longValue();
        }
        if (column.equals(DataTypes.DoubleType) && converted instanceof Float number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("is " + own.sql() + ", and the table's column is " + column.sql());
    }

    /** A record as a row. Columns that it has no field for are null. */
    static Row row(StructType columns, IndexedRecord record) {
        @Nullable Object[] values = new @Nullable Object[columns.length()];
        for (int i = 0; i < values.length; i++) {
            StructField column = columns.fields()[i];
            Schema.Field field = record.getSchema().getField(column.name());
            try {
                values[i] = field == null ? null : value(column.dataType(), field.schema(), record.get(field.pos()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field " + column.name() + " " + e.getMessage(), e);
            }
        }
        return RowFactory.create(values);
    }

    private static Object scalar(DataType own, Schema type, Object value) {
        if (own.equals(DataTypes.StringType)) {
            String text = ReportingColumn.text(type, value);
            return text == null ? "" : text;
        }
        if (own.equals(DataTypes.DateType)) {
            return LocalDate.ofEpochDay((int) value);
        }
        if (own.equals(DataTypes.TimestampNTZType)) {
            return LocalDateTime.ofInstant(instant((long) value), ZoneOffset.UTC);
        }
        if (own.equals(DataTypes.TimestampType)) {
            return instant(value instanceof Long micros ? micros : micros(value.toString()));
        }
        if (own.equals(DataTypes.BinaryType)) {
            ByteBuffer bytes = ((ByteBuffer) value).duplicate();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        }
        return value;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_OF_MICRO);
    }

    /** What is beyond the range, from the year 294247 on, is infinite. */
    private static long micros(Instant instant) {
        BigInteger micros = BigInteger.valueOf(instant.getEpochSecond())
                .multiply(BigInteger.valueOf(MICROS))
                .add(BigInteger.valueOf(instant.getNano() / NANOS_OF_MICRO));
        return micros.min(MOST).max(LEAST).longValue();
    }

    /** Of a {@code timestamptz} in ISO 8601, or infinity. */
    private static long micros(String text) {
        return switch (text) {
            case "infinity" -> Long.MAX_VALUE;
            case "-infinity" -> Long.MIN_VALUE;
            default -> micros(Instant.from(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text)));
        };
    }

    /**
     * A row of the table as JSON, as the audit compares it.
     *
     * @param contract of the view
     */
    static String json(Schema contract, Row row) {
        Schema schema = readable(contract);
        return AvroJson.text(schema, avro(schema, row));
    }

    /** The contract with the fields that are texts in the table as texts, too. */
    static Schema readable(Schema type) {
        return switch (type.getType()) {
            case RECORD -> {
                List<Schema.Field> fields = type.getFields().stream()
                        .map(field -> new Schema.Field(field.name(), readable(field.schema())))
                        .toList();
                yield Schema.createRecord(type.getName(), null, type.getNamespace(), false, fields);
            }
            case ARRAY -> Schema.createArray(readable(type.getElementType()));
            case UNION ->
                Schema.createUnion(
                        type.getTypes().stream().map(DeltaColumn::readable).toList());
            case STRING, NULL -> type;
            default -> type(type).equals(DataTypes.StringType) ? Schema.create(Schema.Type.STRING) : type;
        };
    }

    private static @Nullable Object avro(Schema field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        Schema type = Fields.withoutNull(field);
        return switch (value) {
            case Row row -> {
                GenericData.Record record = new GenericData.Record(type);
                for (Schema.Field each : type.getFields()) {
                    record.put(each.pos(), avro(each.schema(), row.getAs(each.name())));
                }
                yield record;
            }
            case Seq<?> items -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (Object item : CollectionConverters.asJava(items)) {
                    values.add(avro(type.getElementType(), item));
                }
                yield values;
            }
            case LocalDate date -> (int) date.toEpochDay();
            case LocalDateTime time -> micros(time.toInstant(ZoneOffset.UTC));
            case Instant instant -> isTimestamptz(type) ? timestamptz(micros(instant)) : (Object) micros(instant);
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            default -> value;
        };
    }

    private static String timestamptz(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        if (micros == Long.MIN_VALUE) {
            return "-infinity";
        }
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant(micros).atOffset(ZoneOffset.UTC));
    }

    private static boolean isTimestamptz(Schema type) {
        return ColumnTypes.postgresType(type).equals("timestamptz");
    }

    private static String logical(Schema type) {
        LogicalType logical = type.getLogicalType();
        return logical == null ? "" : logical.getName();
    }
}
