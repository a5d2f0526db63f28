package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.ViewFile;
import dev.tributary.confluent.Confluent;
import dev.tributary.confluent.MockRegistry;
import dev.tributary.connect.EnvelopeAvroConverter;
import io.debezium.time.MicroTimestamp;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Change events that Confluent's converter has written are read by the application as those of the project's own converter are. */
class CaptureInteropTest {

    private static final String TOPIC = "cdc.public.orders";

    /** As in docs/confluent.md. */
    private static final String KEEPS_NULLS = "ignore.default.for.nullables";

    private static final Schema ROW = SchemaBuilder.struct()
            .name("cdc.public.orders.Value")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("user_id", Schema.OPTIONAL_INT32_SCHEMA)
            .field("product_name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("quantity", SchemaBuilder.int32().optional().defaultValue(1).build())
            .field(
                    "order_date",
                    MicroTimestamp.builder().optional().defaultValue(0L).build())
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .name("io.debezium.connector.postgresql.Source")
            .version(1)
            .field(
                    "snapshot",
                    SchemaBuilder.string().optional().defaultValue("false").build())
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("cdc.public.orders.Envelope")
            .version(2)
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    private final MockRegistry registry = new MockRegistry();
    private final SchemaRegistry client = SchemaRegistry.fromConfig(registry.ours());
    private final EnvelopeAvroConverter ours = new EnvelopeAvroConverter();
    private final Converter confluents = Confluent.avroConverter(keepingNulls(registry.confluents()));
    private final Deserializer<Change> application = application();

    @BeforeEach
    void configure() {
        ours.configure(registry.ours(), false);
    }

    @AfterEach
    void close() {
        ours.close();
        client.close();
        registry.close();
    }

    @Test
    void rowsThatAreInsertedUpdatedAndReadByASnapshot() {
        Struct full = row(7, 8, "Bag 🐢", 3, 1_700_000_000_123_456L);

        Change inserted = readOfBoth(event("c", null, full, "false"));
        assertThat(readOfBoth(event("u", row(7), full, "false"))).isEqualTo(inserted);
        assertThat(readOfBoth(event("u", null, row(7, 8, "Bag", 3, 0L), "false")))
                .isNotEqualTo(inserted);
        assertThat(readOfBoth(event("r", null, full, "true")))
                .isInstanceOfSatisfying(
                        Change.Upsert.class,
                        change -> assertThat(change.snapshot()).isTrue());
    }

    /** In columns that have defaults, too. */
    @Test
    void nullsAreNulls() {
        assertThat(readOfBoth(event("c", null, row(7, null, null, null, null), "false")))
                .isNotEqualTo(readOfBoth(event("c", null, row(7, null, null, 1, 0L), "false")));
    }

    @Test
    void deletedRows() {
        assertThat(readOfBoth(event("d", row(7), null, "false")))
                .isInstanceOfSatisfying(
                        Change.Delete.class, change -> assertThat(change.id()).hasToString("7"));
        assertThat(application.deserialize(TOPIC, confluents.fromConnectData(TOPIC, null, null)))
                .isNull();
    }

    private Change readOfBoth(Struct event) {
        Change change = application.deserialize(TOPIC, confluents.fromConnectData(TOPIC, ENVELOPE, event));
        assertThat(change).isEqualTo(application.deserialize(TOPIC, ours.fromConnectData(TOPIC, ENVELOPE, event)));
        return change;
    }

    private static Struct event(String op, Struct before, Struct after, String snapshot) {
        Struct source = new Struct(SOURCE)
                .put("snapshot", snapshot)
                .put("ts_us", 5_000L)
                .put("lsn", 40L);
        return new Struct(ENVELOPE)
                .put("before", before)
                .put("after", after)
                .put("source", source)
                .put("op", op);
    }

    private static Struct row(int id) {
        return row(id, null, null, null, null);
    }

    private static Struct row(int id, Integer user, String product, Integer quantity, Long orderDate) {
        return new Struct(ROW)
                .put("id", id)
                .put("user_id", user)
                .put("product_name", product)
                .put("quantity", quantity)
                .put("order_date", orderDate);
    }

    /** As {@link EnrichTopology} reads the topic. */
    private Deserializer<Change> application() {
        CapturedTable orders = JoinedTables.of(ViewFile.bundled()).base();
        return new ProjectingDeserializer<>(
                client, orders.envelope(), CapturedSchema.check(orders), new Envelope(orders));
    }

    private static Map<String, Object> keepingNulls(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put(KEEPS_NULLS, "true");
        return all;
    }
}
