package dev.tributary.avro;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Fills flat records through Avro's resolver, which can read all that Avro can; slow, since it makes a generic record
 * first.
 */
final class FlatResolver {

    private final FlatSchema schema;
    private final AvroBodies<GenericRecord> bodies;

    FlatResolver(FlatSchema schema) {
        this.schema = schema;
        this.bodies = new AvroBodies<>(DatumReaderFactory.projecting(withRawStrings(schema.reader(), new HashMap<>())));
    }

    FlatReader reader(Schema writer) {
        BodyReader<GenericRecord> records = bodies.apply(writer);
        return (bytes, start, end, into) -> {
            @Nullable GenericRecord read = records.read(bytes, start, end);
            ByteArrayOutputStream texts = new ByteArrayOutputStream();
            into.start(bytes);
            copy(read, schema.root(), texts, into);
            into.texts(texts.toByteArray());
        };
    }

    private static void copy(
            @Nullable Object value, FlatSchema.Node node, ByteArrayOutputStream texts, FlatRecord into) {
        switch (node) {
            case FlatSchema.Group group -> copyFields(value, group, texts, into);
            case FlatSchema.Leaf leaf -> copyLeaf(value, leaf.index(), texts, into);
        }
    }

    private static void copyFields(
            @Nullable Object value, FlatSchema.Group group, ByteArrayOutputStream texts, FlatRecord into) {
        if (value == null) {
            return;
        }
        if (group.index() >= 0) {
            into.enter(group.index());
        }
        for (int field = 0; field < group.fields().size(); field++) {
            copy(((IndexedRecord) value).get(field), group.fields().get(field), texts, into);
        }
    }

    private static void copyLeaf(@Nullable Object value, int leaf, ByteArrayOutputStream texts, FlatRecord into) {
        switch (value) {
            case Boolean truth -> into.number(leaf, truth ? 1 : 0);
            case Float number -> into.number(leaf, Float.floatToRawIntBits(number));
            case Double number -> into.number(leaf, Double.doubleToRawLongBits(number));
            case Number number -> into.number(leaf, number.longValue());
            case Utf8 text -> {
                into.text(leaf, texts.size(), text.getByteLength());
                texts.write(text.getBytes(), 0, text.getByteLength());
            }
            case ByteBuffer bytes -> {
                into.text(leaf, texts.size(), bytes.remaining());
                texts.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            case GenericArray<?> array -> {
                byte[] encoded = FlatArray.encode(array);
                into.text(leaf, texts.size(), encoded.length);
                texts.write(encoded, 0, encoded.length);
            }
            case null -> {
                // Null it is until something is found.
            }
            default -> throw new IllegalStateException("a leaf is a " + value.getClass());
        }
    }

    /** Without {@code avro.java.string}: Avro would decode the bytes, and what is not UTF-8 in them would be lost. */
    private static Schema withRawStrings(Schema schema, Map<String, Schema> records) {
        return switch (schema.getType()) {
            case STRING -> Schema.create(Schema.Type.STRING);
            case ARRAY -> Schema.createArray(withRawStrings(schema.getElementType(), records));
            case UNION ->
                Schema.createUnion(schema.getTypes().stream()
                        .map(branch -> withRawStrings(branch, records))
                        .toList());
            case RECORD -> {
                @Nullable Schema known = records.get(schema.getFullName());
                yield known == null ? recordWithRawStrings(schema, records) : known;
            }
            default -> schema;
        };
    }

    private static Schema recordWithRawStrings(Schema schema, Map<String, Schema> records) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            fields.add(new Schema.Field(field, withRawStrings(field.schema(), records)));
        }
        Schema copy = Schema.createRecord(schema.getFullName(), schema.getDoc(), null, schema.isError(), fields);
        // Whole names, which have no namespace if there is no dot in them.
        schema.getAliases().forEach(alias -> copy.addAlias(alias, ""));
        records.put(copy.getFullName(), copy);
        return copy;
    }
}
