package dev.tributary.avro;

import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;

/**
 * Makes the reader for what one writer schema wrote.
 *
 * <p>The deserializer calls it once for each writer schema in each thread that uses it, keeps the reader, and lets only
 * that thread use it: a reader may hold state. The factory itself must be safe for use by several threads. It throws
 * {@link org.apache.avro.AvroRuntimeException} for a writer schema it cannot read.
 *
 * <p>Logical types come as the type that carries them (a timestamp as a long), strings as
 * {@link org.apache.avro.util.Utf8} unless the schema asks for {@code String} by {@code avro.java.string}.
 */
@FunctionalInterface
public interface DatumReaderFactory<T> {

    DatumReader<T> create(Schema writer);

    /** Every field, in the writer's own schema. */
    static DatumReaderFactory<GenericRecord> generic() {
        GenericData data = new GenericData();
        return writer -> new GenericDatumReader<>(writer, writer, data);
    }

    /** As {@link #projecting(Schema, Function)}, and yields the projected record itself. */
    static DatumReaderFactory<GenericRecord> projecting(Schema reader) {
        return projecting(reader, Function.identity());
    }

    /**
     * Only the fields of a reader schema; the writer's other fields are skipped, not decoded.
     *
     * <p>Fields match by name (or the reader's alias), not by position. Record names need not match, at the top or
     * inside a union: there Avro takes the branch whose fields fit. A field that the writer lacks takes the reader's
     * default, and one without a default makes the two schemas incompatible, so give a default only to what may
     * really be absent: a union branch whose fields all have defaults fits any record. Numbers widen where the wider type
     * has all their values (int to long). A writer schema for which Avro would promote values otherwise (bytes to string,
     * string to bytes, int or long to float, long to double) is refused.
     *
     * <p>A limit of Avro 1.12.2: it checks the length of an array or map against the smallest size of the
     * <em>reader's</em> elements, so elements to which the reader adds defaulted fields can be refused as truncated.
     *
     * @param mapper turns the projected record into the value; runs on the reading thread. A
     *     {@link org.apache.kafka.common.KafkaException} that it throws reaches the deserializer's caller as it is
     */
    static <T> DatumReaderFactory<T> projecting(Schema reader, Function<GenericRecord, T> mapper) {
        return new Projection<>(reader, mapper);
    }
}
