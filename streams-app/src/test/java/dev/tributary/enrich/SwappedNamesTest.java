package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view in which two foreign keys have each other's names, and two joined rows those of each other's tables. */
class SwappedNamesTest {

    private static final String SQL = """
            CREATE VIEW items AS
            SELECT i.id, i.buyer AS seller, i.seller AS buyer, b AS s, s AS b
            FROM items i
            LEFT JOIN users b ON b.id = i.buyer
            LEFT JOIN users s ON s.id = i.seller;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Item", "fields": [
              {"name": "id", "type": "long"},
              {"name": "seller", "type": ["null", "long"]},
              {"name": "buyer", "type": ["null", "long"]},
              {"name": "s", "type": ["null", {"type": "record", "name": "User", "fields": [
                {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]}]}]},
              {"name": "b", "type": ["null", "User"]},
              {"name": "items_lsn", "type": "long"}, {"name": "items_committed_at", "type": "long"},
              {"name": "s_lsn", "type": ["null", "long"]}, {"name": "s_committed_at", "type": ["null", "long"]},
              {"name": "b_lsn", "type": ["null", "long"]}, {"name": "b_committed_at", "type": ["null", "long"]}]}""";

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, parse(CONTRACT)));

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }

    private static List<String> columns(GenericRecord item) {
        return List.of("id", "seller", "buyer", "s.name", "b.name", "s_lsn", "b_lsn").stream()
                .map(column -> column.endsWith(".name")
                        ? ((GenericRecord) item.get(column.substring(0, 1))).get("name")
                        : item.get(column))
                .map(String::valueOf)
                .toList();
    }

    @Test
    void eachNameIsThatOfTheDefinition(@TempDir Path directory, @TempDir Path other) {
        List<ConsumerRecord<byte[], byte[]>> written;
        Pipeline pipeline = new Pipeline(directory, tables);
        try (Pipeline open = pipeline) {
            ChangeEvents items = ChangeEvents.of("items", parse("""
                    {"type": "record", "name": "Value", "namespace": "cdc.public.items", "fields": [
                      {"name": "id", "type": "int"},
                      {"name": "buyer", "type": ["null", "int"]},
                      {"name": "seller", "type": ["null", "int"]}]}"""), open.registry);
            ChangeEvents users = ChangeEvents.of("users", parse("""
                    {"type": "record", "name": "Value", "namespace": "cdc.public.users", "fields": [
                      {"name": "id", "type": "int"},
                      {"name": "name", "type": ["null", "string"]}]}"""), open.registry);
            open.referenced(0, 1L, users.insert(users.row(1, "Ada"), 11));
            open.referenced(0, 2L, users.insert(users.row(2, "Bob"), 12));
            open.base(7L, items.insert(items.row(7, 1, 2), 13));
            open.referenced(0, 2L, users.update(users.row(2, "Cleo"), 14));
            written = open.rawRecords();
        }
        assertThat(written)
                .extracting(record -> columns(decoded(pipeline, record)))
                .containsExactly(
                        List.of("7", "1", "2", "Ada", "Bob", "11", "12"),
                        List.of("7", "1", "2", "Ada", "Cleo", "11", "14"));
        try (Stores stores = new Stores(tables, pipeline.registry, other)) {
            stores.restore(written);
            BaseRowCells cells = stores.baseRows.cells();
            int seven = stores.baseRows.find(Key.of(7));
            assertThat(List.of(cells.foreignKey(seven, 0), cells.foreignKey(seven, 1)))
                    .as("of the buyer, and of the seller")
                    .containsExactly(Key.of(1), Key.of(2));
            assertThat(List.of(cells.joined(seven, 0), cells.joined(seven, 1)))
                    .containsExactly(new Version(11, 11_000).fingerprint(), new Version(14, 14_000).fingerprint());
        }
    }

    private static GenericRecord decoded(Pipeline pipeline, ConsumerRecord<byte[], byte[]> record) {
        try (AvroDeserializer<GenericRecord> values =
                new AvroDeserializer<>(pipeline.registry, DatumReaderFactory.generic())) {
            return values.deserialize(record.topic(), record.value());
        }
    }
}
