package dev.tributary.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;

/**
 * The items of an array that is a leaf of a {@link FlatRecord}, which holds it as {@link #encode} does, whoever wrote it. Safe for use by
 * several threads.
 */
public final class FlatArray {

    private static final String ITEM = "item";

    private final FlatSchema schema;
    private final Plan plan;

    /** @param array whose items are numbers, booleans, strings or bytes, or one of them or null */
    public FlatArray(Schema array) {
        this.schema = FlatSchema.of(Schema.createRecord(
                "Item", null, null, false, List.of(new Schema.Field(ITEM, array.getElementType()))));
        this.plan = PlanCompiler.compile(schema.reader(), schema).orElseThrow();
    }

    /** The leaf of the records that {@link #forEach} visits. */
    public int item() {
        return schema.leaf(ITEM);
    }

    /**
     * Visits each item as a record with one leaf, which is valid until the visitor returns.
     *
     * @param leaf of the array, which is not null
     */
    public void forEach(FlatRecord record, int leaf, Consumer<FlatRecord> visitor) {
        byte[] bytes = record.bytes();
        int limit = record.start(leaf) + record.length(leaf);
        try {
            int at = Varint.end(bytes, record.start(leaf), limit, Varint.LONG_BYTES);
            long count = -Varint.longAt(bytes, record.start(leaf), at);
            if (count == 0) {
                return;
            }
            at = Varint.end(bytes, at, limit, Varint.LONG_BYTES); // How many bytes they take.
            FlatRecord item = new FlatRecord(schema);
            for (long i = 0; i < count; i++) {
                at = plan.readNext(bytes, at, limit, item);
                visitor.accept(item);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An array in Avro binary: as one block that says how many bytes it takes, so that it can be stepped over without a look at its items; or
     * as none, if it is empty.
     *
     * @throws AvroTypeException if an item is a text that is not UTF-8, which Avro does not check
     */
    public static byte[] encode(GenericArray<?> array) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try {
            BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(encoded, null);
            if (!array.isEmpty()) {
                byte[] items = items(array);
                out.writeLong(-array.size());
                out.writeLong(items.length);
                encoded.write(items);
            }
            out.writeLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return encoded.toByteArray();
    }

    private static byte[] items(GenericArray<?> array) throws IOException {
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(items, null);
        GenericDatumWriter<Object> writer =
                new GenericDatumWriter<>(array.getSchema().getElementType());
        for (Object item : array) {
            if (item instanceof Utf8 text && !Utf8Text.isValid(text.getBytes(), 0, text.getByteLength())) {
                throw new AvroTypeException("An item of an array has bytes that are not UTF-8");
            }
            writer.write(item, out);
        }
        return items.toByteArray();
    }

    /**
     * Where an array ends that {@link #encode} has encoded.
     *
     * @throws IOException if it is not encoded so
     */
    public static int end(byte[] encoded, int from) throws IOException {
        int at = Varint.end(encoded, from, encoded.length, Varint.LONG_BYTES);
        long count = Varint.longAt(encoded, from, at);
        if (count == 0) {
            return at;
        }
        int content = Varint.end(encoded, at, encoded.length, Varint.LONG_BYTES);
        long length = Varint.longAt(encoded, at, content);
        if (count > 0 || length < 0 || length >= encoded.length - content || encoded[content + (int) length] != 0) {
            throw new IOException("an array is not one block");
        }
        return content + (int) length + 1;
    }
}
