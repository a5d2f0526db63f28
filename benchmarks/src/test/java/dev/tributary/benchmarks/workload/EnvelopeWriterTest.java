package dev.tributary.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class EnvelopeWriterTest {

    private static final Table ORDERS = ShopTables.DATA_SET.orders();
    private static final Table USERS = ShopTables.DATA_SET.tables().get(ShopTables.USERS);

    private final EnvelopeWriter writer = new EnvelopeWriter(1_000_000_000L, 20);

    @Test
    void writesAnUpdateWithBothRowsAsDebeziumDoes() throws IOException {
        byte[] bytes = writer.write(ORDERS, 7, TableRow.of(5, 10, 3), TableRow.of(5, 11, 4));

        GenericRecord event = decode(bytes, 7, EnvelopeSchema.of(ORDERS));
        GenericRecord before = (GenericRecord) event.get("before");
        GenericRecord after = (GenericRecord) event.get("after");
        assertThat(event.get("op")).hasToString("u");
        assertThat(before.get("user_id")).isEqualTo(3);
        assertThat(before.get("product_name")).hasToString(ShopTables.product(10));
        assertThat(after.get("id")).isEqualTo(5);
        assertThat(after.get("user_id")).isEqualTo(4);
        assertThat(after.get("product_name")).hasToString(ShopTables.product(11));
        assertThat(after.get("quantity")).isEqualTo(3);
        assertThat(after.get("order_date")).isEqualTo(1_767_225_605_000_015L);
        GenericRecord source = (GenericRecord) event.get("source");
        assertThat(source.get("schema")).hasToString("public");
        assertThat(source.get("table")).hasToString("orders");
        assertThat(source.get("snapshot")).hasToString("false");
        assertThat(source.get("ts_us")).isEqualTo(1_000_000_000L);
        assertThat(event.get("transaction")).isNull();
    }

    @Test
    void writesAnInsertWithoutABeforeAndADeletionWithoutAnAfter() throws IOException {
        GenericRecord insert = decode(writer.write(USERS, 8, null, TableRow.of(2, 1)), 8, EnvelopeSchema.of(USERS));
        GenericRecord delete = decode(writer.write(USERS, 8, TableRow.of(2, 1), null), 8, EnvelopeSchema.of(USERS));

        assertThat(insert.get("op")).hasToString("c");
        assertThat(insert.get("before")).isNull();
        assertThat(((GenericRecord) insert.get("after")).get("name")).hasToString(ShopTables.userName(2, 1));
        assertThat(delete.get("op")).hasToString("d");
        assertThat(delete.get("after")).isNull();
        assertThat(((GenericRecord) delete.get("before")).get("email")).hasToString(ShopTables.email(2));
    }

    @Test
    void writesDatesAndNumbersOfTheInventoryAndTheirNulls() throws IOException {
        DataSet inventory = InventoryTables.DATA_SET;
        Table products = inventory.tables().get(InventoryTables.PRODUCTS);

        GenericRecord order = after(inventory.orders(), TableRow.of(5, 1, 3, 4));
        GenericRecord product = after(products, TableRow.of(12, 1));
        GenericRecord withoutWeight = after(products, TableRow.of(15, 1));
        GenericRecord withoutDescription = after(products, TableRow.of(20, 1));

        assertThat(order.getSchema().getField("order_date").schema().getProp("connect.name"))
                .isEqualTo("io.debezium.time.Date");
        assertThat(order.get("order_date")).isEqualTo(20_459);
        assertThat(order.get("purchaser")).isEqualTo(3);
        assertThat(order.get("product_id")).isEqualTo(4);
        assertThat(product.get("weight")).isEqualTo(1.5);
        assertThat(product.get("description")).asString().startsWith("Number 12 ");
        assertThat(withoutWeight.get("weight")).isNull();
        assertThat(withoutDescription.get("description")).isNull();
    }

    private GenericRecord after(Table table, TableRow row) throws IOException {
        return (GenericRecord) decode(writer.write(table, 9, null, row), 9, EnvelopeSchema.of(table))
                .get("after");
    }

    @Test
    void movesForwardInTheLogAndInTime() throws IOException {
        GenericRecord first = source(writer.write(ORDERS, 7, null, TableRow.of(1, 1, 1)));
        GenericRecord second = source(writer.write(ORDERS, 7, null, TableRow.of(2, 2, 1)));

        assertThat((Long) second.get("lsn")).isGreaterThan((Long) first.get("lsn"));
        assertThat((Long) second.get("txId")).isGreaterThan((Long) first.get("txId"));
        assertThat((Long) second.get("ts_us")).isEqualTo((Long) first.get("ts_us") + 20);
    }

    private static GenericRecord source(byte[] bytes) throws IOException {
        return (GenericRecord) decode(bytes, 7, EnvelopeSchema.of(ORDERS)).get("source");
    }

    private static GenericRecord decode(byte[] bytes, int id, Schema schema) throws IOException {
        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(id);
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }
}
