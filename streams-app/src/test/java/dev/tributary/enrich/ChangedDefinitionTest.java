package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Notices;
import dev.tributary.view.KeyedViews;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that another definition of the view wrote are taken over as state, and written anew. */
class ChangedDefinitionTest {

    /** A column renamed, two removed, one added; two columns of the user removed. */
    private static final JoinedTables CHANGED = JoinedTables.of(ViewContract.of("""
            CREATE VIEW "enriched-orders" AS
            SELECT o.id, o.user_id, o.product_name AS product, o.note, u AS "user"
            FROM orders o LEFT JOIN users u ON u.id = o.user_id""", new Schema.Parser().parse("""
                    {"type": "record", "name": "EnrichedOrder", "namespace": "dev.tributary", "fields": [
                      {"name": "id", "type": "long"},
                      {"name": "user_id", "type": ["null", "long"], "default": null},
                      {"name": "product", "type": ["null", "string"], "default": null, "aliases": ["product_name"]},
                      {"name": "note", "type": ["null", "string"], "default": null},
                      {"name": "user", "type": ["null", {"type": "record", "name": "EnrichedUser", "fields": [
                        {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]}]}], "default": null},
                      {"name": "order_lsn", "type": "long"}, {"name": "order_committed_at", "type": "long"},
                      {"name": "user_lsn", "type": ["null", "long"], "default": null},
                      {"name": "user_committed_at", "type": ["null", "long"], "default": null}]}""")));

    private static final RowEncoding USERS =
            CHANGED.referenced().getFirst().captured().encoding();

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    /** One with a user, one whose user is not there, and one that refers to nobody. */
    private static List<ConsumerRecord<byte[], byte[]>> resultsOfBefore(Pipeline pipeline) {
        pipeline.insertUser(1, "Ada", 1);
        pipeline.insertOrder(7, 1, "Lamp", 10);
        pipeline.insertOrder(8, 2, "Desk", 11);
        pipeline.insertOrder(9, null, "Chair", 12);
        return pipeline.rawRecords();
    }

    @Test
    void areWrittenAnewOnce(@TempDir Path directory) {
        try (Pipeline pipeline = new Pipeline(directory.resolve("before"));
                AppMetrics metrics = new AppMetrics()) {
            List<ConsumerRecord<byte[], byte[]>> topic = new ArrayList<>(resultsOfBefore(pipeline));
            int contract = pipeline.registry.register("enriched-orders-value", CHANGED.contract());
            List<String> written = new ArrayList<>();
            try (Stores stores = new Stores(CHANGED, pipeline.registry, directory.resolve("after"));
                    SharedTable users = users(new JoinMemory(metrics), directory)) {
                stores.restore(topic);
                stores.context.setCurrentSystemTimeMs(10_000);
                assertThat(stores.baseRows.rowsToRewrite()).isEqualTo(3);
                FanOutWriter writer = new FanOutWriter(
                        stores.context,
                        stores.baseRows,
                        new JoinedRows(CHANGED, List.of(users)),
                        new ResultEncoder(contract, CHANGED),
                        pipeline.fanOuts,
                        partition -> 0);
                assertThat(pipeline.fanOuts.rowsToRewrite()).isEqualTo(3);
                while (writer.look() == Notices.Finding.MORE_TO_LOOK_AT) {
                    // Until all are compared.
                }
                writer.begin();

                stores.context.forwarded().forEach(forwarded -> {
                    Key key = forwarded.record().key();
                    byte[] value = forwarded.record().value();
                    written.add(text(pipeline, value));
                    topic.add(record(topic.size(), key, value));
                });
                assertThat(pipeline.fanOuts.rowsToRewrite()).isZero();
                assertThat(writer.look()).isEqualTo(Notices.Finding.NOTHING);
                writer.close();
            }
            assertThat(written)
                    .containsExactlyInAnyOrder(
                            "7: Lamp, null ← Ada", "8: Desk, null ← nobody", "9: Chair, null ← nobody");
            try (Stores stores = new Stores(CHANGED, pipeline.registry, directory.resolve("again"))) {
                stores.restore(topic);
                assertThat(stores.baseRows.rowsToRewrite()).isZero();
            }
        }
    }

    /** A change of the row, or its deletion, leaves nothing to write anew. */
    @Test
    void areOnesThatHaveChangedSinceNoMore(@TempDir Path directory) {
        try (Pipeline pipeline = new Pipeline(directory.resolve("before"));
                Stores stores = new Stores(CHANGED, pipeline.registry, directory.resolve("after"))) {
            stores.restore(resultsOfBefore(pipeline));
            stores.baseRows.remove(Key.of(8));
            assertThat(stores.baseRows.rowsToRewrite()).isEqualTo(2);

            int cell = stores.baseRows.find(Key.of(9));
            byte[] columns = new byte[stores.baseRows.cells().columnsLength(cell)];
            stores.baseRows.cells().readColumns(cell, columns, 0);
            Columns same = CHANGED.base().encoding().of(columns);
            stores.baseRows.setJoined(stores.baseRows.put(same, new Version(20, 20)), 0, Version.NONE);
            assertThat(stores.baseRows.rowsToRewrite()).isOne();
        }
    }

    /** A topic that was written by a contract with other documentation is not written anew. */
    @Test
    void areNoneWhereOnlyTheDocumentationDiffers(@TempDir Path directory) {
        try (Pipeline pipeline = new Pipeline(directory.resolve("before"))) {
            List<ConsumerRecord<byte[], byte[]>> topic = resultsOfBefore(pipeline);
            Schema contract = TestRows.TABLES.contract();
            JoinedTables documented = JoinedTables.of(ViewContract.of(
                    """
                    CREATE VIEW "enriched-orders" AS
                    SELECT o.id, o.user_id, o.product_name, o.quantity, o.order_date, u AS "user"
                    FROM orders o LEFT JOIN users u ON u.id = o.user_id""", new Schema.Parser().parse(contract.toString().replace("orders.quantity", "How many."))));
            assertThat(documented.contract().toString()).isNotEqualTo(contract.toString());

            try (Stores stores = new Stores(documented, pipeline.registry, directory.resolve("after"))) {
                stores.restore(topic);
                assertThat(stores.baseRows.size()).isEqualTo(3);
                assertThat(stores.baseRows.rowsToRewrite()).isZero();
            }
        }
    }

    /** A joined row, and the fields that say which change gave a row its columns, have other names. */
    @Test
    void areReadByTheNamesOfBefore(@TempDir Path directory) {
        JoinedTables tables = JoinedTables.of(KeyedViews.renamed());
        try (Pipeline pipeline = new Pipeline(directory);
                Deserializer<WrittenResult> before = WrittenResult.deserializer(pipeline.registry, TestRows.TABLES);
                Deserializer<WrittenResult> renamed = WrittenResult.deserializer(pipeline.registry, tables)) {
            assertThat(resultsOfBefore(pipeline)).hasSize(3).allSatisfy(result -> {
                WrittenResult order = renamed.deserialize(result.topic(), result.value());

                assertThat(order.version())
                        .isEqualTo(before.deserialize(result.topic(), result.value())
                                .version());
                assertThat(order.joined()).containsExactly(Version.TO_REWRITE);
            });
        }
    }

    /** The user as the topic of before has her, read for the view of now. */
    private SharedTable users(JoinMemory memory, Path directory) {
        RowSerde before = serde(TestRows.USERS);
        Row ada = new Row(TestRows.user(1, "Ada", "Ada@example.com", 1L), new Version(1, 1_000));
        SharedTable users = new SharedTable(
                new StateFile(
                        memory,
                        directory.resolve("users.cells"),
                        SharedTable.FORMAT,
                        CHANGED.view().fingerprint(),
                        1,
                        TestTable.TOPIC,
                        InstantSource.fixed(Pipeline.NOW)),
                USERS,
                Duration.ofDays(7));
        users.put(
                Key.of(1),
                serde(USERS)
                        .deserializer()
                        .deserialize("users", before.serializer().serialize("users", ada)));
        return users;
    }

    private RowSerde serde(RowEncoding encoding) {
        return new RowSerde(encoding, registry, registry.register("users-value", RowSerde.schema(encoding)));
    }

    private static String text(Pipeline pipeline, byte[] value) {
        try (Deserializer<GenericRecord> results =
                new AvroDeserializer<>(pipeline.registry, DatumReaderFactory.generic())) {
            GenericRecord result = results.deserialize("enriched-orders", value);
            GenericRecord user = (GenericRecord) result.get("user");
            return result.get("id") + ": " + result.get("product") + ", " + result.get("note") + " ← "
                    + (user == null ? "nobody" : user.get("name"));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Key key, byte[] value) {
        return new ConsumerRecord<>(
                "enriched-orders",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                key.bytes().length,
                value.length,
                key.bytes(),
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
