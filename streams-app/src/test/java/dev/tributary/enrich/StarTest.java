package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Notices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A view that joins several tables: one of them by two foreign keys, two of them by the same foreign key; rows as a whole and single columns,
 * in any order.
 */
class StarTest {

    private static final String SQL = """
            CREATE VIEW sales AS
            SELECT s.id, p.name AS product, s.buyer_id, b AS buyer, s.seller_id, c.name AS seller, s.product_id,
                   h.quantity, p AS item, s.note
            FROM sales s
            LEFT JOIN people b ON b.id = s.buyer_id
            LEFT JOIN people c ON c.id = s.seller_id
            LEFT JOIN products p ON p.id = s.product_id
            LEFT JOIN stock h ON h.product_id = s.product_id;
            """;

    private static final String CONTRACT = """
            {"type": "record", "name": "Sale", "fields": [
              {"name": "id", "type": "long"},
              {"name": "product", "type": ["null", "string"]},
              {"name": "buyer_id", "type": ["null", "long"]},
              {"name": "buyer", "type": ["null", {"type": "record", "name": "Person", "fields": [
                {"name": "id", "type": "long"},
                {"name": "name", "type": ["null", "string"]}]}]},
              {"name": "seller_id", "type": ["null", "long"]},
              {"name": "seller", "type": ["null", "string"]},
              {"name": "product_id", "type": ["null", "long"]},
              {"name": "quantity", "type": ["int", "null"]},
              {"name": "item", "type": ["null", {"type": "record", "name": "Item", "fields": [
                {"name": "name", "type": ["null", "string"]},
                {"name": "id", "type": "long"}]}]},
              {"name": "note", "type": ["null", "string"]},
              {"name": "sale_lsn", "type": "long"}, {"name": "sale_committed_at", "type": "long"},
              {"name": "b_lsn", "type": ["null", "long"]}, {"name": "b_committed_at", "type": ["null", "long"]},
              {"name": "c_lsn", "type": ["null", "long"]}, {"name": "c_committed_at", "type": ["null", "long"]},
              {"name": "p_lsn", "type": ["null", "long"]}, {"name": "p_committed_at", "type": ["null", "long"]},
              {"name": "h_lsn", "type": ["null", "long"]}, {"name": "h_committed_at", "type": ["null", "long"]}]}""";

    private static final int PEOPLE = 0;
    private static final int PRODUCTS = 1;
    private static final int STOCK = 2;

    private final JoinedTables tables = JoinedTables.of(ViewContract.of(SQL, parse(CONTRACT)));

    @TempDir
    Path directory;

    private Pipeline pipeline;
    private ChangeEvents sales;
    private ChangeEvents people;
    private ChangeEvents products;
    private ChangeEvents stock;
    private long lsn;

    @BeforeEach
    void open() {
        pipeline = new Pipeline(directory, tables);
        sales = ChangeEvents.of("sales", parse("""
                {"type": "record", "name": "Value", "namespace": "cdc.public.sales", "fields": [
                  {"name": "id", "type": "int"},
                  {"name": "buyer_id", "type": ["null", "int"]},
                  {"name": "seller_id", "type": ["null", "int"]},
                  {"name": "product_id", "type": ["null", "int"]},
                  {"name": "note", "type": ["null", "string"]}]}"""), pipeline.registry);
        people = ChangeEvents.of("people", parse("""
                {"type": "record", "name": "Value", "namespace": "cdc.public.people", "fields": [
                  {"name": "id", "type": "int"},
                  {"name": "name", "type": ["null", "string"]}]}"""), pipeline.registry);
        products = ChangeEvents.of("products", parse("""
                {"type": "record", "name": "Value", "namespace": "cdc.public.products", "fields": [
                  {"name": "id", "type": "int"},
                  {"name": "name", "type": ["null", "string"]}]}"""), pipeline.registry);
        stock = ChangeEvents.of("stock", parse("""
                {"type": "record", "name": "Value", "namespace": "cdc.public.stock", "fields": [
                  {"name": "product_id", "type": "int"},
                  {"name": "quantity", "type": "int"}]}"""), pipeline.registry);
    }

    @Test
    void isOneResultForEachChangeOfItsRow() {
        try (Pipeline open = pipeline) {
            person(1, "Ada");
            person(2, "Bob");
            product(7, "Lamp");
            quantity(7, 40);
            sale(10, 1, 2, 7, "first");
            sale(11, 2, null, 8, null);
            sale(10, 1, 1, 7, "second");

            assertThat(written(open))
                    .containsExactly(
                            "10: Lamp, 1 Ada, 2 Bob, 7, 40, Lamp 7, first",
                            "11: null, 2 Bob, null null, 8, null, null, null",
                            "10: Lamp, 1 Ada, 1 Ada, 7, 40, Lamp 7, second");
        }
    }

    /** Whichever of its tables a row is of, and by whichever foreign key it is referred to. */
    @Test
    void isWrittenAnewWhenAJoinedRowChanges() {
        try (Pipeline open = pipeline) {
            sale(10, 1, 2, 7, "a");
            sale(11, 2, 1, null, "b");
            sale(12, 3, 3, 8, "c");
            assertThat(written(open)).hasSize(3);

            person(1, "Ada");
            assertThat(written(open))
                    .containsExactlyInAnyOrder(
                            "10: null, 1 Ada, 2 null, 7, null, null, a",
                            "11: null, 2 null, 1 Ada, null, null, null, b");
            quantity(7, 5);
            assertThat(written(open)).containsExactly("10: null, 1 Ada, 2 null, 7, 5, null, a");
            product(7, "Lamp");
            assertThat(written(open)).containsExactly("10: Lamp, 1 Ada, 2 null, 7, 5, Lamp 7, a");
            open.referenced(PEOPLE, 1L, people.delete(++lsn));
            assertThat(written(open))
                    .containsExactlyInAnyOrder(
                            "10: Lamp, 1 null, 2 null, 7, 5, Lamp 7, a",
                            "11: null, 2 null, 1 null, null, null, null, b");
            person(3, "Cleo");
            assertThat(written(open)).as("once for both").containsExactly("12: null, 3 Cleo, 3 Cleo, 8, null, null, c");
        }
    }

    /** In slices, from the rings of two foreign keys. */
    @Test
    void reachesManyRows() {
        try (Pipeline open = pipeline) {
            for (int id = 1; id <= 500; id++) {
                sale(id, id % 2 == 0 ? 1 : 2, id % 2 == 0 ? 2 : 1, 7, "n" + id);
            }
            assertThat(written(open)).hasSize(500);

            person(1, "Ada");
            while (!open.baseRowStore().fanOuts().isEmpty()) {
                open.advanceWallClock(Duration.ofMillis(25));
            }

            List<String> all = written(open);
            assertThat(all).hasSize(500).doesNotHaveDuplicates().allMatch(line -> line.contains("1 Ada"));
        }
    }

    @Test
    void saysWhatARowNoLongerRefersTo() {
        try (Pipeline open = pipeline) {
            sale(10, 1, 2, 7, "a");
            sale(10, 1, 3, null, "a");
            sale(10, 1, 3, null, "b");
            open.base(10L, sales.delete(++lsn));

            assertThat(open.rawRecords())
                    .extracting(StarTest::previous)
                    .containsExactly("[]", "[c=2, p=7]", "[]", "[b=1, c=3]");
        }
    }

    private static String previous(ConsumerRecord<byte[], byte[]> record) {
        List<String> found = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith("tributary.previous-")) {
                found.add(header.key().substring("tributary.previous-".length()) + "="
                        + ByteBuffer.wrap(header.value()).getLong());
            }
        }
        return found.toString();
    }

    /** What each result was written with is known again: nothing is stale, and what has changed since is. */
    @Test
    void readsItsStateBack(@TempDir Path other) {
        List<ConsumerRecord<byte[], byte[]>> written;
        try (Pipeline open = pipeline) {
            person(1, "Ada");
            product(7, "Lamp");
            sale(10, 1, 2, 7, "a");
            sale(11, null, 1, 7, null);
            written = open.rawRecords();
        }
        try (Stores stores = new Stores(tables, pipeline.registry, other)) {
            stores.restore(written);
            BaseRowStore store = stores.baseRows;

            int ten = store.find(Key.of(10));
            int eleven = store.find(Key.of(11));
            assertThat(foreignKeys(store, ten)).containsExactly(1L, 2L, 7L);
            assertThat(foreignKeys(store, eleven)).containsExactly(null, 1L, 7L);
            assertThat(joined(store, ten)).containsExactly(fingerprint(1), Version.NONE, fingerprint(2), Version.NONE);
            assertThat(joined(store, eleven))
                    .containsExactly(Version.NONE, fingerprint(1), fingerprint(2), Version.NONE);
        }
    }

    private static List<@Nullable Long> foreignKeys(BaseRowStore store, int cell) {
        List<@Nullable Long> keys = new ArrayList<>();
        for (int key = 0; key < 3; key++) {
            keys.add(
                    store.cells().hasForeignKey(cell, key)
                            ? store.cells().foreignKey(cell, key).number()
                            : null);
        }
        return keys;
    }

    private static List<Long> joined(BaseRowStore store, int cell) {
        return List.of(0, 1, 2, 3).stream()
                .map(row -> store.cells().joined(cell, row))
                .toList();
    }

    private static long fingerprint(long lsn) {
        return new Version(lsn, lsn * 1_000).fingerprint();
    }

    /** A table of which more rows change than a task may have in memory keeps no other table waiting until it is done. */
    @Test
    void oneTableDoesNotKeepTheOthersWaiting(@TempDir Path other) throws Exception {
        int count = 40_000;
        FutureTask<Integer> inAQuietThread = new FutureTask<>(() -> {
            try (Pipeline open = pipeline;
                    AppMetrics metrics = new AppMetrics();
                    Stores stores = new Stores(tables, open.registry, other)) {
                JoinMemory memory = new JoinMemory(metrics);
                List<SharedTable> shared = List.of(
                        shared(memory, other, PEOPLE), shared(memory, other, PRODUCTS), shared(memory, other, STOCK));
                for (long id = 1; id <= count; id++) {
                    stores.baseRows.put(sale(id, id, id == count ? 7L : null), new Version(id, id));
                }
                FanOutWriter writer = new FanOutWriter(
                        stores.context,
                        stores.baseRows,
                        new JoinedRows(tables, shared),
                        new ResultEncoder(1, tables),
                        open.fanOuts,
                        partition -> 0);
                while (writer.look() == Notices.Finding.MORE_TO_LOOK_AT) {
                    // Until all are compared.
                }
                for (long id = 1; id <= count; id++) {
                    shared.get(PEOPLE).put(Key.of(id), row(PEOPLE, id));
                }
                writer.look();
                shared.get(PRODUCTS).put(Key.of(7), row(PRODUCTS, 7));
                Version product = new Version(7, 7);
                int written = 0;
                for (long now = 10_000;
                        stores.baseRows.cells().joined(stores.baseRows.find(Key.of(count)), 2) != product.fingerprint();
                        now += 25) {
                    assertThat(now).as("it comes to an end").isLessThan(200_000);
                    stores.context.setCurrentSystemTimeMs(now);
                    if (writer.look() == Notices.Finding.WORK) {
                        writer.begin();
                    }
                    stores.context.scheduledPunctuators().stream()
                            .filter(ticks -> !ticks.cancelled())
                            .forEach(ticks -> ticks.getPunctuator().punctuate(0));
                    written += stores.context.forwarded().size();
                    stores.context.resetForwards();
                }
                writer.close();
                shared.forEach(SharedTable::close);
                return written;
            }
        });
        Thread.ofPlatform().start(inAQuietThread);

        // Those that were before it in memory, and what was written until it was read.
        assertThat(inAQuietThread.get()).isLessThan(2 * FanOutWriter.MOST_FAN_OUTS);
    }

    private SharedTable shared(JoinMemory memory, Path directory, int table) throws IOException {
        Path own = Files.createDirectories(directory.resolve("table-" + table));
        RowEncoding encoding = tables.referenced().get(table).captured().encoding();
        return new SharedTable(TestTable.file(memory, own, 1), encoding, Duration.ofDays(7));
    }

    private Columns sale(long id, @Nullable Long buyer, @Nullable Long product) {
        return tables.base().encoding().of(encoded(out -> {
            out.writeLong(id);
            for (Long key : new @Nullable Long[] {buyer, null, product}) {
                out.writeIndex(key == null ? 0 : 1);
                if (key != null) {
                    out.writeLong(key);
                }
            }
            out.writeIndex(0);
        }));
    }

    private Row row(int table, long id) {
        boolean isNameFirst =
                tables.referenced().get(table).columns().getFirst().column().equals("name");
        return new Row(
                tables.referenced().get(table).captured().encoding().of(encoded(out -> {
                    if (isNameFirst) {
                        out.writeIndex(1);
                        out.writeString("x");
                        out.writeLong(id);
                    } else {
                        out.writeLong(id);
                        out.writeIndex(1);
                        out.writeString("x");
                    }
                })),
                new Version(id, id));
    }

    private interface Writing {
        void to(BinaryEncoder out) throws IOException;
    }

    private static byte[] encoded(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(EncoderFactory.get().directBinaryEncoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What several joins have of a table is encoded once. */
    @Test
    void aTableThatIsJoinedTwiceIsHeldOnce() {
        assertThat(tables.referenced()).hasSize(3);
        assertThat(tables.referenced().get(PEOPLE).columns())
                .extracting(ViewContract.Column::column)
                .containsExactly("id", "name");
        assertThat(tables.referenced().get(PRODUCTS).columns())
                .extracting(ViewContract.Column::column)
                .containsExactly("name", "id");
        assertThat(tables.referenced().get(STOCK).columns())
                .as("with its key, which the view does not select of it")
                .extracting(ViewContract.Column::column)
                .containsExactly("product_id", "quantity");
    }

    private void sale(
            int id,
            @Nullable Integer buyer,
            @Nullable Integer seller,
            @Nullable Integer product,
            @Nullable String note) {
        pipeline.base((long) id, sales.update(sales.row(id, buyer, seller, product, note), ++lsn));
    }

    private void person(int id, String name) {
        pipeline.referenced(PEOPLE, (long) id, people.update(people.row(id, name), ++lsn));
    }

    private void product(int id, String name) {
        pipeline.referenced(PRODUCTS, (long) id, products.update(products.row(id, name), ++lsn));
    }

    private void quantity(int product, int quantity) {
        pipeline.referenced(STOCK, (long) product, stock.update(stock.row(product, quantity), ++lsn));
    }

    private static List<String> written(Pipeline pipeline) {
        return pipeline.writtenRecords().stream()
                .map(record -> record.key + ": " + shortly(record.value))
                .toList();
    }

    private static String shortly(GenericRecord sale) {
        GenericRecord buyer = (GenericRecord) sale.get("buyer");
        GenericRecord item = (GenericRecord) sale.get("item");
        return sale.get("product") + ", "
                + sale.get("buyer_id") + " " + (buyer == null ? null : buyer.get("name")) + ", "
                + sale.get("seller_id") + " " + sale.get("seller") + ", "
                + sale.get("product_id") + ", "
                + sale.get("quantity") + ", "
                + (item == null ? null : item.get("name") + " " + item.get("id")) + ", "
                + sale.get("note");
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }
}
