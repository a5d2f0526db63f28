package dev.tributary.avro;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;

/** The two ways to read a flat record, each by itself, so that tests can compare them. */
final class FlatReaders {

    private final FlatSchema schema;
    private final SchemaRegistry registry;

    FlatReaders(Schema reader, SchemaRegistry registry) {
        this.schema = FlatSchema.of(reader);
        this.registry = registry;
    }

    boolean hasPlan(Schema writer) {
        return PlanCompiler.compile(writer, schema).isPresent();
    }

    /** Fails for a writer schema that has no plan. */
    PayloadDecoder<List<String>> plan() {
        return decoder(writer -> PlanCompiler.compile(writer, schema).orElseThrow());
    }

    PayloadDecoder<List<String>> resolver() {
        return decoder(new FlatResolver(schema)::reader);
    }

    private PayloadDecoder<List<String>> decoder(java.util.function.Function<Schema, FlatReader> readers) {
        FlatRecord record = new FlatRecord(schema);
        return new PayloadDecoder<>(
                registry::schemaById,
                writer -> {
                    FlatReader reader = readers.apply(writer);
                    return (bytes, start, end) -> {
                        reader.read(bytes, start, end, record);
                        return contents(record, schema);
                    };
                },
                100);
    }

    /** Everything that can be asked of a record; texts as their bytes. */
    static List<String> contents(FlatRecord record, FlatSchema schema) {
        List<String> contents = new ArrayList<>();
        for (int group = 0; group < schema.groupCount(); group++) {
            contents.add(record.isPresent(group) ? "present" : "absent");
        }
        for (int leaf = 0; leaf < schema.leafCount(); leaf++) {
            contents.add(content(record, leaf));
        }
        return contents;
    }

    private static String content(FlatRecord record, int leaf) {
        if (record.isNull(leaf)) {
            return "null";
        }
        try {
            return "number " + record.getLong(leaf);
        } catch (IllegalStateException text) {
            int start = record.start(leaf);
            return "text " + HexFormat.of().formatHex(record.bytes(), start, start + record.length(leaf));
        }
    }
}
