package dev.tributary.tools.consume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.json.AvroJson;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordKey;
import java.util.Optional;

/** One JSON object a line: the value, with the schema's field names; {@code {"id":7,"deleted":true}} for a tombstone. */
final class JsonLines implements RecordFormat {

    private final String key;

    /** @param key name of the primary key */
    JsonLines(String key) {
        this.key = key;
    }

    @Override
    public Optional<String> header() {
        return Optional.empty();
    }

    @Override
    public String line(DecodedRecord shown) {
        return shown.value().map(AvroJson::text).orElseGet(() -> deleted(shown.key()));
    }

    private String deleted(RecordKey deleted) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (deleted) {
            case RecordKey.Row row -> {
                if (row.key().isInteger()) {
                    json.put(key, row.key().number());
                } else {
                    json.put(key, row.toString());
                }
            }
            case RecordKey.Other other -> json.put(key, other.toString());
            case RecordKey.None none -> json.putNull(key);
        }
        return json.put("deleted", true).toString();
    }
}
