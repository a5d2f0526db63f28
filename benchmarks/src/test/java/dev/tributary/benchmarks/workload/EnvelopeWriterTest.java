package dev.tributary.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.workload.ChangeListener.OrderRow;
import dev.tributary.benchmarks.workload.ChangeListener.UserRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class EnvelopeWriterTest {

    private final EnvelopeWriter writer = new EnvelopeWriter(7, 8, 1_000_000_000L, 20);

    @Test
    void writesAnUpdateWithBothRowsAsDebeziumDoes() throws IOException {
        byte[] bytes = writer.order(new OrderRow(5, 3, 10), new OrderRow(5, 4, 11));

        GenericRecord event = decode(bytes, 7, EnvelopeSchema.ofOrders());
        GenericRecord before = (GenericRecord) event.get("before");
        GenericRecord after = (GenericRecord) event.get("after");
        assertThat(event.get("op")).hasToString("u");
        assertThat(before.get("user_id")).isEqualTo(3);
        assertThat(before.get("product_name")).hasToString(Columns.product(10));
        assertThat(after.get("id")).isEqualTo(5);
        assertThat(after.get("user_id")).isEqualTo(4);
        assertThat(after.get("product_name")).hasToString(Columns.product(11));
        assertThat(after.get("quantity")).isEqualTo(Columns.quantity(11));
        assertThat(after.get("order_date")).isEqualTo(Columns.orderDate(5));
        GenericRecord source = (GenericRecord) event.get("source");
        assertThat(source.get("table")).hasToString("orders");
        assertThat(source.get("snapshot")).hasToString("false");
        assertThat(source.get("ts_us")).isEqualTo(1_000_000_000L);
        assertThat(event.get("transaction")).isNull();
    }

    @Test
    void writesAnInsertWithoutABeforeAndADeletionWithoutAnAfter() throws IOException {
        GenericRecord insert = decode(writer.user(null, new UserRow(2, 1)), 8, EnvelopeSchema.ofUsers());
        GenericRecord delete = decode(writer.user(new UserRow(2, 1), null), 8, EnvelopeSchema.ofUsers());

        assertThat(insert.get("op")).hasToString("c");
        assertThat(insert.get("before")).isNull();
        assertThat(((GenericRecord) insert.get("after")).get("name")).hasToString(Columns.userName(2, 1));
        assertThat(delete.get("op")).hasToString("d");
        assertThat(delete.get("after")).isNull();
        assertThat(((GenericRecord) delete.get("before")).get("email")).hasToString(Columns.email(2));
    }

    @Test
    void movesForwardInTheLogAndInTime() throws IOException {
        GenericRecord first = source(writer.order(null, new OrderRow(1, 1, 1)));
        GenericRecord second = source(writer.order(null, new OrderRow(2, 1, 2)));

        assertThat((Long) second.get("lsn")).isGreaterThan((Long) first.get("lsn"));
        assertThat((Long) second.get("txId")).isGreaterThan((Long) first.get("txId"));
        assertThat((Long) second.get("ts_us")).isEqualTo((Long) first.get("ts_us") + 20);
    }

    private static GenericRecord source(byte[] bytes) throws IOException {
        return (GenericRecord) decode(bytes, 7, EnvelopeSchema.ofOrders()).get("source");
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
