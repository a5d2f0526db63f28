package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KeyValue;
import org.jspecify.annotations.Nullable;

/** The topology of the application. */
final class TributaryJoin implements JoinUnderTest {

    private final Pipeline pipeline;

    TributaryJoin(Path stateDir) {
        this.pipeline = new Pipeline(stateDir);
    }

    @Override
    public InMemorySchemaRegistry registry() {
        return pipeline.registry;
    }

    @Override
    public ChangeEvents orders() {
        return pipeline.orders;
    }

    @Override
    public ChangeEvents users() {
        return pipeline.users;
    }

    @Override
    public void order(@Nullable Long key, byte @Nullable [] event) {
        pipeline.order(key, event);
    }

    @Override
    public void user(@Nullable Long key, byte @Nullable [] event) {
        pipeline.user(key, event);
    }

    @Override
    public List<Written> written() {
        List<Written> written = new ArrayList<>();
        for (KeyValue<Key, GenericRecord> record : pipeline.writtenRecords()) {
            written.add(new Written(record.key.number(), row(record.value)));
        }
        return written;
    }

    @Override
    public int deadLetters() {
        return pipeline.deadLetters().size();
    }

    private static @Nullable String row(@Nullable GenericRecord order) {
        if (order == null) {
            return null;
        }
        GenericRecord user = (GenericRecord) order.get("user");
        return JoinUnderTest.row(
                order.get("product_name"), order.get("quantity"), user == null ? "nobody" : user.get("name"));
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
