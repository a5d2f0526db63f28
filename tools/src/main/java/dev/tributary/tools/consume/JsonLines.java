package dev.tributary.tools.consume;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** One JSON object a line: the value, with the schema's field names; {@code {"id":7,"deleted":true}} for a tombstone. */
final class JsonLines implements RecordFormat {

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public Optional<String> header() {
        return Optional.empty();
    }

    @Override
    public String line(DecodedRecord shown) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            if (shown.value().isPresent()) {
                GenericRecord value = shown.value().get();
                AvroJson.write(json, value.getSchema(), value);
            } else {
                writeDeleted(json, shown.key());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void writeDeleted(JsonGenerator json, RecordKey key) throws IOException {
        json.writeStartObject();
        switch (key) {
            case RecordKey.Id id -> json.writeNumberField("id", id.value());
            case RecordKey.Other other -> json.writeStringField("id", other.toString());
            case RecordKey.None none -> json.writeNullField("id");
        }
        json.writeBooleanField("deleted", true);
        json.writeEndObject();
    }
}
