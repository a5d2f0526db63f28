package dev.tributary.tools.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.definition.ByOption.By;
import dev.tributary.tools.definition.KeyedView;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.EnrichedOrders;
import dev.tributary.tools.topic.RecordKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class FormatTest {

    private static final String UUID = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";
    private static final long NOON = 1_767_268_800_123_456L; // 2026-01-01T12:00:00.123456

    private static DecodedRecord decoded(long key, GenericRecord value) {
        return new DecodedRecord(2, 17, new RecordKey.Row(Key.of(key)), Optional.of(value));
    }

    private static DecodedRecord tombstone(long key) {
        return new DecodedRecord(2, 17, new RecordKey.Row(Key.of(key)), Optional.empty());
    }

    private static GenericRecord order() {
        return EnrichedOrders.order(
                7, 3L, "Slide rule", 2, NOON, EnrichedOrders.user(3, "Ada", "ada@example.com", NOON));
    }

    private static String printed(OutputFormat format, DecodedRecord... records) {
        return printed(View.shipped(), format, records);
    }

    private static String printed(View view, OutputFormat format, DecodedRecord... records) {
        StringWriter text = new StringWriter();
        RecordPrinter printer = new RecordPrinter(new PrintWriter(text), format, view, true);
        for (DecodedRecord shown : records) {
            printer.print(shown);
        }
        return text.toString();
    }

    @Test
    void jsonHasTheFieldNamesOfTheSchemaAndIsoTimes() {
        assertThat(printed(OutputFormat.JSON, decoded(7, order()))).isEqualTo("""
                        {"id":7,"user_id":3,"product_name":"Slide rule","quantity":2,\
                        "order_date":"2026-01-01T12:00:00.123456",\
                        "user":{"id":3,"name":"Ada","email":"ada@example.com","created_at":"2026-01-01T12:00:00.123456"},\
                        "order_lsn":100,"order_committed_at":"1970-01-01T00:00:00.000001Z",\
                        "user_lsn":200,"user_committed_at":"1970-01-01T00:00:00.000002Z"}
                        """);
    }

    @Test
    void jsonShowsNullsAndInfinity() {
        GenericRecord bare = EnrichedOrders.order(7, null, null, null, Long.MAX_VALUE, null);

        assertThat(printed(OutputFormat.JSON, decoded(7, bare)))
                .contains("\"user_id\":null", "\"order_date\":\"infinity\"", "\"user\":null");
    }

    @Test
    void tombstonesAreShownAsDeleted() {
        assertThat(printed(OutputFormat.JSON, tombstone(7))).isEqualTo("{\"id\":7,\"deleted\":true}\n");
        assertThat(printed(OutputFormat.TABLE, tombstone(7)).lines().skip(1)).containsExactly("        7  (deleted)");
    }

    @Test
    void theTableIsAligned() {
        GenericRecord bare = EnrichedOrders.order(8, null, null, null, null, null);

        assertThat(printed(OutputFormat.TABLE, decoded(7, order()), decoded(8, bare)))
                .isEqualTo("""
                               ID    USER_ID  PRODUCT_NAME               QUANTITY  ORDER_DATE                  USER
                                7          3  Slide rule                        2  2026-01-01T12:00:00.123456  3, Ada, ada@example.com, 2026-01-01T12:00:00.123456
                                8          -  -                                 -  -                           -
                        """);
    }

    @Test
    void longTextIsCutAndControlCharactersDoNotReachTheTerminal() {
        assertThat(Column.left("X", 5).cell("abcdefg")).isEqualTo("abcd…");
        assertThat(Column.left("X", 5).cell("a\u001b[2J")).isEqualTo("a·[2J");
        assertThat(Column.right("X", 3).cell("12345")).isEqualTo("12345");
    }

    @Test
    void otherTopicsAreShownAsJsonInATable() {
        Schema schema = new Schema.Parser().parse("""
                        {"type":"record","name":"Envelope","fields":[{"name":"op","type":"string"},
                         {"name":"at","type":{"type":"long","connect.name":"io.debezium.time.MicroTimestamp"}}]}""");
        GenericRecord value =
                new GenericRecordBuilder(schema).set("op", "c").set("at", NOON).build();

        assertThat(printed(OutputFormat.TABLE, decoded(7, value)).lines())
                .containsExactly(
                        "PARTITION      OFFSET         KEY  VALUE",
                        "        2          17           7  {\"op\":\"c\",\"at\":\"2026-01-01T12:00:00.123456\"}");
    }

    @Test
    void everyAvroTypeHasAJsonForm() {
        Schema schema = new Schema.Parser().parse("""
                        {"type":"record","name":"All","fields":[
                         {"name":"f","type":"float"},{"name":"d","type":"double"},{"name":"b","type":"boolean"},
                         {"name":"e","type":{"type":"enum","name":"E","symbols":["A"]}},
                         {"name":"x","type":{"type":"fixed","name":"X","size":2}},
                         {"name":"y","type":"bytes"},
                         {"name":"n","type":{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}},
                         {"name":"l","type":{"type":"array","items":"int"}},
                         {"name":"m","type":{"type":"map","values":["null","string"]}},
                         {"name":"day","type":{"type":"int","logicalType":"date"}},
                         {"name":"t","type":{"type":"long","logicalType":"time-micros"}},
                         {"name":"ms","type":{"type":"long","logicalType":"timestamp-millis"}}]}""");
        GenericRecord value = new GenericRecordBuilder(schema)
                .set("f", 0.5f)
                .set("d", 1.5)
                .set("b", true)
                .set("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "A"))
                .set("x", new GenericData.Fixed(schema.getField("x").schema(), new byte[] {1, 2}))
                .set("y", ByteBuffer.wrap(new byte[] {1}))
                .set(
                        "n",
                        ByteBuffer.wrap(new BigDecimal("12.34").unscaledValue().toByteArray()))
                .set("l", List.of(1, 2))
                .set("m", Map.of("k", "v"))
                .set("day", 1)
                .set("t", 1_000_000L)
                .set("ms", -1L)
                .build();

        assertThat(printed(OutputFormat.JSON, decoded(1, value)))
                .isEqualTo(
                        "{\"f\":0.5,\"d\":1.5,\"b\":true,\"e\":\"A\",\"x\":\"\\\\x0102\",\"y\":\"\\\\x01\",\"n\":12.34,"
                                + "\"l\":[1,2],\"m\":{\"k\":\"v\"},\"day\":\"1970-01-02\",\"t\":\"00:00:01\","
                                + "\"ms\":\"1969-12-31T23:59:59.999Z\"}\n");
    }

    @Test
    void filtersByKeyAndByForeignKey() {
        RecordFilter ofOrder = new RecordFilter(Optional.of("7"), Optional.empty());
        RecordFilter ofUser = new RecordFilter(Optional.empty(), Optional.of(new By("user_id", "user_id", Key.of(3))));

        assertThat(ofOrder.accepts(decoded(7, order()))).isTrue();
        assertThat(ofOrder.accepts(tombstone(7))).isTrue();
        assertThat(ofOrder.accepts(tombstone(8))).isFalse();
        assertThat(ofUser.accepts(decoded(7, order()))).isTrue();
        assertThat(ofUser.accepts(decoded(8, EnrichedOrders.order(8, 4L, null, null, null, null))))
                .isFalse();
        assertThat(ofUser.accepts(tombstone(7))).isFalse();
    }

    private static DecodedRecord decoded(String key, GenericRecord value) {
        return new DecodedRecord(2, 17, new RecordKey.Row(Key.of(key)), Optional.ofNullable(value));
    }

    private static GenericRecord row(KeyedView view, Map<String, String> columns) {
        GenericRecord row = new GenericData.Record(view.schema());
        columns.forEach(row::put);
        return row;
    }

    @Test
    void filtersByTextsAndUuids() {
        GenericRecord label = row(KeyedView.LABELS, Map.of("code", "7", "shelf", "a=b", "owner", UUID));
        RecordFilter ofLabel = new RecordFilter(Optional.of("7"), Optional.empty());
        RecordFilter ofShelf = new RecordFilter(Optional.empty(), Optional.of(new By("shelf", "shelf", Key.of("a=b"))));
        RecordFilter ofOther = new RecordFilter(Optional.empty(), Optional.of(new By("shelf", "shelf", Key.of(""))));
        RecordFilter ofOwner = new RecordFilter(Optional.empty(), Optional.of(new By("owner", "owner", Key.of(UUID))));

        assertThat(ofLabel.accepts(decoded("7", label))).isTrue();
        assertThat(ofLabel.accepts(decoded("", label))).isFalse();
        assertThat(ofShelf.accepts(decoded("7", label))).isTrue();
        assertThat(ofOther.accepts(decoded("7", label))).isFalse();
        assertThat(ofOwner.accepts(decoded("7", label))).isTrue();
        assertThat(ofOwner.accepts(decoded("8", row(KeyedView.LABELS, Map.of("code", "8")))))
                .isFalse();
    }

    /** The column of the table, where that of the view has another name. */
    @Test
    void filtersChangesByTexts() {
        Schema schema = new Schema.Parser().parse("""
                {"type":"record","name":"Envelope","fields":[{"name":"after","type":["null",
                 {"type":"record","name":"Value","fields":[{"name":"shelf_code","type":"string"}]}]}]}""");
        GenericRecord after = new GenericData.Record(
                schema.getField("after").schema().getTypes().get(1));
        after.put("shelf_code", "x");
        GenericRecord change = new GenericData.Record(schema);
        change.put("after", after);
        RecordFilter ofShelf =
                new RecordFilter(Optional.empty(), Optional.of(new By("shelf", "shelf_code", Key.of("x"))));

        assertThat(ofShelf.accepts(decoded("7", change))).isTrue();
    }

    @Test
    void tombstonesShowTheTextOfTheirKey() {
        assertThat(printed(KeyedView.LABELS.view(), OutputFormat.JSON, decoded("a\"\u0001", null)))
                .isEqualTo("{\"code\":\"a\\\"\\u0001\",\"deleted\":true}\n");
        assertThat(printed(KeyedView.LABELS.view(), OutputFormat.TABLE, decoded("a\u001b[2J", null))
                        .lines()
                        .skip(1))
                .containsExactly("a·[2J                     (deleted)");
    }

    @Test
    void aUuidIsWholeInATable() {
        GenericRecord device = row(KeyedView.DEVICES, Map.of("id", UUID, "label", "x"));

        assertThat(printed(KeyedView.DEVICES.view(), OutputFormat.TABLE, decoded(UUID, device)))
                .contains(UUID + "  x ");
    }
}
