package dev.tributary.avro;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What one thread reads flat records with: a compiled plan for each writer schema, or Avro's resolver where there can be
 * none.
 */
final class FlatBodies<T> implements Function<Schema, BodyReader<T>> {

    private final FlatSchema schema;
    private final Consumer<Schema> writerCheck;
    private final Function<FlatRecord, ? extends @Nullable T> mapper;
    private final FlatResolver resolver;
    private final FlatRecord record;

    FlatBodies(FlatSchema schema, Consumer<Schema> writerCheck, Function<FlatRecord, ? extends @Nullable T> mapper) {
        this.schema = schema;
        this.writerCheck = writerCheck;
        this.mapper = mapper;
        this.resolver = new FlatResolver(schema);
        this.record = new FlatRecord(schema);
    }

    @Override
    public BodyReader<T> apply(Schema writer) {
        writerCheck.accept(writer);
        // Made in any case: it refuses a writer of which no record could be read.
        FlatReader resolved = resolver.reader(writer);
        Optional<Plan> plan = PlanCompiler.compile(writer, schema);
        if (plan.isPresent()) {
            Plan compiled = plan.get();
            return (bytes, start, end) -> read(compiled, bytes, start, end);
        }
        return (bytes, start, end) -> read(resolved, bytes, start, end);
    }

    private @Nullable T read(FlatReader reader, byte[] bytes, int start, int end) throws IOException {
        try {
            reader.read(bytes, start, end, record);
            return mapper.apply(record);
        } finally {
            record.end();
        }
    }
}
