package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What consumers of {@code enriched-orders} rely on. */
class EnrichedOrderContractTest {

    private final Schema now = EnrichedOrderWriter.SCHEMA;

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
    void writesWhatTheSchemaSays() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            EnrichedOrder enriched = randomOrder(random);
            assertThat(decode(encode(enriched)))
                    .as("seed %d, order %d", seed, i)
                    .hasToString(expected(enriched).toString());
        }
    }

    @Test
    void writesNoOtherSchema() {
        assertThatThrownBy(() -> new EnrichedOrderWriter().setSchema(Schema.create(Schema.Type.LONG)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EnrichedOrder randomOrder(Random random) {
        Order order = new Order(
                random.nextLong(),
                random.nextBoolean() ? null : (Long) random.nextLong(),
                RandomText.next(random),
                random.nextBoolean() ? null : (Integer) random.nextInt(),
                random.nextBoolean() ? null : (Long) random.nextLong());
        @Nullable Row<User> user = random.nextInt(3) == 0
                ? null
                : new Row<>(
                        new User(
                                random.nextLong(), RandomText.next(random), RandomText.next(random), random.nextLong()),
                        new Version(random.nextLong(), random.nextLong()));
        return new EnrichedOrder(new Row<>(order, new Version(random.nextLong(), random.nextLong())), user);
    }

    private GenericRecord expected(EnrichedOrder enriched) {
        GenericRecord record = new GenericData.Record(now);
        Order order = enriched.order().columns();
        record.put("id", order.id());
        record.put("user_id", order.userId());
        record.put("product_name", order.productName());
        record.put("quantity", order.quantity());
        record.put("order_date", order.orderDateMicros());
        record.put("order_lsn", enriched.order().version().lsn());
        record.put("order_committed_at", enriched.order().version().committedAtMicros());
        if (enriched.user() != null) {
            User user = enriched.user().columns();
            GenericRecord nested = new GenericData.Record(
                    now.getField("user").schema().getTypes().get(1));
            nested.put("id", user.id());
            nested.put("name", user.name());
            nested.put("email", user.email());
            nested.put("created_at", user.createdAtMicros());
            record.put("user", nested);
            record.put("user_lsn", enriched.user().version().lsn());
            record.put("user_committed_at", enriched.user().version().committedAtMicros());
        }
        return record;
    }

    private static byte[] encode(EnrichedOrder enriched) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new EnrichedOrderWriter().write(enriched, encoder);
        return bytes.toByteArray();
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
