package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that are arrays: copied whoever wrote them, kept where the log leaves them out, and before a row's keys. */
class ArrayTest {

    private static final String SQL = """
            CREATE VIEW notes AS
            SELECT n.id, n.tags, n.raws, n.numbers, n.larges, n.uuids, n.author, a AS by
            FROM notes n LEFT JOIN authors a ON a.id = n.author;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Note", "fields": [
              {"name": "id", "type": "long"},
              {"name": "tags", "type": ["null", {"type": "array", "items": ["null", "string"]}], "default": null},
              {"name": "raws", "type": ["null", {"type": "array", "items": ["null", "bytes"]}], "default": null},
              {"name": "numbers", "type": ["null", {"type": "array", "items": ["null", "int"]}], "default": null},
              {"name": "larges", "type": ["null", {"type": "array", "items": ["null", "long"]}], "default": null},
              {"name": "uuids", "type": ["null", {"type": "array", "items": ["null",
                {"type": "string", "logicalType": "uuid"}]}], "default": null},
              {"name": "author", "type": ["null", "int"], "default": null},
              {"name": "by", "type": ["null", {"type": "record", "name": "Author", "fields": [
                {"name": "names", "type": {"type": "array", "items": ["null", "string"]}},
                {"name": "id", "type": "int"}]}], "default": null},
              {"name": "note_lsn", "type": "long"},
              {"name": "note_committed_at", "type": "long"},
              {"name": "by_lsn", "type": ["null", "long"], "default": null},
              {"name": "by_committed_at", "type": ["null", "long"], "default": null}]}""";

    /** As Debezium writes them. */
    private static final Schema NOTE = parse("""
            {"type": "record", "name": "Value", "namespace": "cdc.public.notes", "fields": [
              {"name": "tags", "type": ["null", {"type": "array", "items": ["null", "string"]}]},
              {"name": "raws", "type": [{"type": "array", "items": ["null", "bytes"]}, "null"]},
              {"name": "numbers", "type": ["null", {"type": "array", "items": ["null", "int"]}]},
              {"name": "larges", "type": ["null", {"type": "array", "items": ["null", "long"]}]},
              {"name": "uuids", "type": ["null", {"type": "array", "items": ["null",
                {"type": "string", "connect.name": "io.debezium.data.Uuid"}]}]},
              {"name": "id", "type": "int"},
              {"name": "author", "type": ["null", "int"]}]}""");

    private static final Schema AUTHOR = parse("""
            {"type": "record", "name": "Value", "namespace": "cdc.public.authors", "fields": [
              {"name": "names", "type": {"type": "array", "items": "string"}},
              {"name": "id", "type": "int"}]}""");

    private static final Utf8 ID = new Utf8(new UUID(1, 2).toString());

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, parse(CONTRACT)));

    @TempDir
    private Path directory;

    private Pipeline pipeline;
    private ChangeEvents notes;
    private ChangeEvents authors;

    @BeforeEach
    void open() {
        pipeline = new Pipeline(directory, tables);
        notes = ChangeEvents.of("notes", NOTE, pipeline.registry);
        authors = ChangeEvents.of("authors", AUTHOR, pipeline.registry);
    }

    private static List<@Nullable Object> array(@Nullable Object... items) {
        return Arrays.asList(items);
    }

    private GenericRecord full(int id) {
        return notes.row(
                array(text("a"), null, text("")),
                array(bytes("ü"), null),
                array(1, null, -3),
                array(1L << 40, null),
                array(ID),
                id,
                3);
    }

    @Test
    void areCopiedAndReadBack(@TempDir Path other) {
        List<ConsumerRecord<byte[], byte[]>> written;
        try (Pipeline open = pipeline) {
            open.base(7L, notes.insert(full(7), 10));
            open.referenced(0, 3L, authors.insert(authors.row(array(text("Ada"), text("King")), 3), 11));
            open.base(8L, notes.insert(notes.row(array(), null, array(), null, array(), 8, null), 12));
            open.referenced(0, 3L, authors.update(authors.row(array(), 3), 13));
            assertThat(open.reasons()).isEmpty();
            written = open.rawRecords();
        }
        try (Stores stores = new Stores(tables, pipeline.registry, other)) {
            stores.restore(written);
            int seven = stores.baseRows.find(Key.of(7));
            assertThat(stores.baseRows.cells().keys().keyOf(seven)).isEqualTo(Key.of(7));
            assertThat(stores.baseRows.cells().foreignKey(seven, 0))
                    .as("behind arrays")
                    .isEqualTo(Key.of(3));
            assertThat(stores.baseRows.cells().hasForeignKey(stores.baseRows.find(Key.of(8)), 0))
                    .isFalse();
        }
    }

    @Test
    void areAsTheContractHasThem() {
        try (Pipeline open = pipeline) {
            open.referenced(0, 3L, authors.insert(authors.row(array(text("Ada"), text("King")), 3), 9));
            open.base(7L, notes.insert(full(7), 10));

            GenericRecord row = open.writtenRecords().getLast().value;
            assertThat(row.get("tags")).hasToString("[a, null, ]");
            assertThat(((List<?>) row.get("raws")).getFirst()).isEqualTo(bytes("ü"));
            assertThat(row.get("numbers")).hasToString("[1, null, -3]");
            assertThat(row.get("larges")).hasToString("[" + (1L << 40) + ", null]");
            assertThat(row.get("uuids")).hasToString("[" + ID + "]");
            assertThat(((GenericRecord) row.get("by")).get("names")).hasToString("[Ada, King]");
        }
    }

    /** What the log leaves out is written in another way for each type. */
    @Test
    void largeOnesStayWhenTheLogLeavesThemOut() {
        byte[] placeholder = CapturedTable.UNAVAILABLE.getBytes(StandardCharsets.UTF_8);
        try (Pipeline open = pipeline) {
            open.base(7L, notes.insert(full(7), 10));
            open.base(
                    7L,
                    notes.update(
                            notes.row(
                                    array(new Utf8(placeholder)),
                                    array(ByteBuffer.wrap(placeholder)),
                                    IntStream.range(0, placeholder.length)
                                            .mapToObj(i -> (int) placeholder[i])
                                            .toList(),
                                    IntStream.range(0, placeholder.length)
                                            .mapToObj(i -> (long) placeholder[i])
                                            .toList(),
                                    array(text(
                                            UUID.nameUUIDFromBytes(placeholder).toString())),
                                    7,
                                    4),
                            11));

            GenericRecord row = open.writtenRecords().getLast().value;
            assertThat(row.get("author")).isEqualTo(4);
            assertThat(row.get("tags")).hasToString("[a, null, ]");
            assertThat((List<?>) row.get("raws")).hasSize(2);
            assertThat(row.get("numbers")).hasToString("[1, null, -3]");
            assertThat(row.get("larges")).hasToString("[" + (1L << 40) + ", null]");
            assertThat(row.get("uuids")).hasToString("[" + ID + "]");
        }
    }

    @Test
    void itemsOfAnotherTypeAreADeadLetterThatNamesTheColumn() {
        Schema other = parse(
                NOTE.toString()
                        .replace(
                                "{\"name\":\"numbers\",\"type\":[\"null\",{\"type\":\"array\",\"items\":[\"null\",\"int\"]}]}",
                                "{\"name\":\"numbers\",\"type\":[\"null\",{\"type\":\"array\",\"items\":[\"null\",\"string\"]}]}"));
        ChangeEvents changed = ChangeEvents.of("notes", other, pipeline.registry);
        try (Pipeline open = pipeline) {
            open.base(7L, changed.insert(changed.row(null, null, array(text("1")), null, null, 7, null), 10));

            assertThat(open.reasons()).singleElement().asString().contains("column numbers");
        }
    }

    private static Utf8 text(String text) {
        return new Utf8(text);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
