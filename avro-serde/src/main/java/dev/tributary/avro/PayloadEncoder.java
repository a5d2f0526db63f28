package dev.tributary.avro;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** What one thread encodes with: a buffer that is used again, and the id and writer of the schema it saw last. */
final class PayloadEncoder<T> {

    /** Finds what is needed to write a schema to a topic; asked only when either changes. */
    interface Targets<T> {
        int id(String topic, Schema schema);

        DatumWriter<T> writer(Schema schema);
    }

    private final Targets<T> targets;
    private final PayloadBuffer buffer = new PayloadBuffer();

    /** Writes through at once: nothing of a value that failed half-way stays behind in it. */
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);

    private @Nullable String topic;
    private @Nullable Schema schema;
    private @Nullable DatumWriter<T> writer;
    private int id;

    PayloadEncoder(Targets<T> targets) {
        this.targets = targets;
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema that is another object takes the slow way, once
    byte[] encode(String toTopic, Schema withSchema, T value) {
        DatumWriter<T> current = writer;
        if (current == null || schema != withSchema || !toTopic.equals(topic)) {
            int newId = targets.id(toTopic, withSchema);
            current = targets.writer(withSchema);
            id = newId;
            topic = toTopic;
            schema = withSchema;
            writer = current;
        }
        buffer.start(id);
        try {
            current.write(value, encoder);
        } catch (IOException | RuntimeException e) {
            throw new SchemaIncompatibleException(
                    "Topic %s: the value does not fit schema %s: %s"
                            .formatted(toTopic, withSchema.getFullName(), e.getMessage()),
                    e);
        }
        return buffer.toByteArray();
    }
}
