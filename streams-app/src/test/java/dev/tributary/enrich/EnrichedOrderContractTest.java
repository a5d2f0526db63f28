package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What consumers of {@code enriched-orders} rely on. */
class EnrichedOrderContractTest {

    private final Schema now = TestRows.TABLES.contract();

    /** A consumer with the new schema must read all that was ever written: the topic keeps old records for ever. */
    @Test
    void readsWhatWasWrittenUnderEveryPublishedVersion() throws IOException {
        for (int version = 1; version <= publishedVersions(); version++) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(now, published(version))
                            .getType())
                    .as("reading version %d", version)
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        }
    }

    /** Whoever changes the contract adds the new one here, under the next number, and leaves the old ones as they are. */
    @Test
    void isTheLastPublishedVersion() throws IOException {
        assertThat(now).isEqualTo(published(publishedVersions()));
    }

    @Test
    void writesWhatTheSchemaSays(@TempDir Path directory) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Stores stores = new Stores(new InMemorySchemaRegistry(), directory)) {
            for (int i = 0; i < 500; i++) {
                Result result = randomResult(random);
                byte[] value = encode(result, stores, 0x01020304);
                assertThat(value).startsWith(0, 1, 2, 3, 4);
                assertThat(decode(Arrays.copyOfRange(value, 5, value.length)))
                        .as("seed %d, order %d", seed, i)
                        .hasToString(expected(result).toString());
            }
        }
    }

    @Test
    void readsBackAsStateWhatItWrote(@TempDir Path directory) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        int id = registry.register("enriched-orders-value", now);
        try (Stores stores = new Stores(registry, directory);
                Deserializer<WrittenResult> written = WrittenResult.deserializer(registry, TestRows.TABLES)) {
            for (int i = 0; i < 500; i++) {
                Result result = randomResult(random);
                WrittenResult back = written.deserialize("enriched-orders", encode(result, stores, id));
                assertThat(back.columns()).as("seed %d", seed).isEqualTo(result.encoded());
                assertThat(back.version()).isEqualTo(result.version);
                assertThat(back.joined())
                        .containsExactly(
                                result.user == null
                                        ? Version.NONE
                                        : result.user.version().fingerprint());
            }
        }
    }

    private record Result(
            long id,
            @Nullable Long userId,
            @Nullable String product,
            @Nullable Integer quantity,
            @Nullable Long orderDate,
            Version version,
            @Nullable User user) {

        Columns encoded() {
            return TestRows.order(id, userId, product, quantity, orderDate);
        }
    }

    private record User(
            long id,
            @Nullable String name,
            @Nullable String email,
            @Nullable Long createdAtMicros,
            Version version) {

        Row row() {
            return new Row(TestRows.user(id, name, email, createdAtMicros), version);
        }
    }

    private static Result randomResult(Random random) {
        @Nullable User user = random.nextInt(3) == 0
                ? null
                : new User(
                        random.nextLong(),
                        RandomText.next(random),
                        RandomText.next(random),
                        random.nextLong(),
                        new Version(random.nextLong(), random.nextLong()));
        return new Result(
                random.nextLong(),
                random.nextBoolean() ? null : (Long) random.nextLong(),
                RandomText.next(random),
                random.nextBoolean() ? null : (Integer) random.nextInt(),
                random.nextBoolean() ? null : (Long) random.nextLong(),
                new Version(random.nextLong(), random.nextLong()),
                user);
    }

    private GenericRecord expected(Result result) {
        GenericRecord record = new GenericData.Record(now);
        record.put("id", result.id);
        record.put("user_id", result.userId);
        record.put("product_name", result.product);
        record.put("quantity", result.quantity);
        record.put("order_date", result.orderDate);
        record.put("order_lsn", result.version.lsn());
        record.put("order_committed_at", result.version.committedAtMicros());
        if (result.user != null) {
            User user = result.user;
            GenericRecord nested = new GenericData.Record(
                    now.getField("user").schema().getTypes().get(1));
            nested.put("id", user.id());
            nested.put("name", user.name());
            nested.put("email", user.email());
            nested.put("created_at", user.createdAtMicros());
            record.put("user", nested);
            record.put("user_lsn", result.user.version().lsn());
            record.put("user_committed_at", result.user.version().committedAtMicros());
        }
        return record;
    }

    private static byte[] encode(Result result, Stores stores, int schemaId) {
        int order = stores.baseRows.put(result.encoded(), result.version);
        JoinedRow user = new JoinedRow(TestRows.USERS);
        if (result.user != null) {
            stores.shared.put(Key.of(result.user.id()), result.user.row());
            stores.shared.read(Key.of(result.user.id()), user);
        }
        return new ResultEncoder(schemaId, TestRows.TABLES)
                .encode(stores.baseRows.cells(), order, new JoinedRow[] {user});
    }

    private GenericRecord decode(byte[] bytes) throws IOException {
        GenericData data = new GenericData();
        GenericDatumReader<GenericRecord> reader =
                new GenericDatumReader<>(withJavaStrings(now), withJavaStrings(now), data);
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    /** So that what is read compares equal to what was made of Strings. */
    private static Schema withJavaStrings(Schema schema) {
        String json = schema.toString().replace("\"string\"", "{\"type\":\"string\",\"avro.java.string\":\"String\"}");
        return new Schema.Parser().parse(json);
    }

    private int publishedVersions() {
        int version = 0;
        while (getClass().getResource(resource(version + 1)) != null) {
            version++;
        }
        return version;
    }

    private Schema published(int version) throws IOException {
        try (InputStream in = getClass().getResourceAsStream(resource(version))) {
            return new Schema.Parser().parse(in);
        }
    }

    private static String resource(int version) {
        return "/contract/EnrichedOrder-" + version + ".avsc";
    }
}
