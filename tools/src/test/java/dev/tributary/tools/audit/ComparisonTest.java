package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ExactJson;
import dev.tributary.tools.audit.Difference.DifferentColumn;
import dev.tributary.tools.audit.Difference.DuplicateKey;
import dev.tributary.tools.audit.Difference.ExtraRow;
import dev.tributary.tools.audit.Difference.MissingRow;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.audit.Difference.Unreadable;
import dev.tributary.tools.definition.KeyedView;
import dev.tributary.tools.definition.View;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final View VIEW = View.shipped();
    private static final View LABELS = KeyedView.LABELS.view();
    private static final String ROW = """
            {"id":7,"user_id":3,"product_name":"Slide rule","quantity":2,"order_date":"1970-01-01T00:00:01.000001",
             "user":{"id":3,"name":"Ada","email":"ada@example.com","created_at":"1970-01-01T00:00:00.000005"}}""";

    private final TopicState state = new TopicState(KeyType.INTEGER);
    private long offset;

    private static String bare(long id) {
        return "{\"id\":" + id
                + ",\"user_id\":null,\"product_name\":null,\"quantity\":null,\"order_date\":null,\"user\":null}";
    }

    /** A row with another value of a column. */
    private static String with(String row, String column, String value) {
        return ((ObjectNode) json(row)).set(column, json(value)).toString();
    }

    private static JsonNode json(String text) {
        try {
            return ExactJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new SerializationException(e.getOriginalMessage(), e);
        }
    }

    /** The bytes of a value are its JSON here. */
    private void put(int partition, long key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        state.add(new ConsumerRecord<>("enriched-orders", partition, offset++, keyBytes(key), bytes));
    }

    private void delete(int partition, long key) {
        state.add(new ConsumerRecord<>("enriched-orders", partition, offset++, keyBytes(key), null));
    }

    private static byte[] keyBytes(long key) {
        return ByteBuffer.allocate(8).putLong(key).array();
    }

    private Comparison compare(String... rows) throws SQLException {
        return compare(VIEW, state, rows);
    }

    private static Comparison compare(View view, TopicState held, String... rows) throws SQLException {
        Iterator<String> iterator = Arrays.asList(rows).iterator();
        DatabaseRows expected = new DatabaseRows() {
            @Override
            public Optional<Row> next() {
                return Optional.of(iterator)
                        .filter(Iterator::hasNext)
                        .map(rest -> json(rest.next()))
                        .map(row -> new Row(key(row.path(view.key())), row));
            }

            @Override
            public void close() {}
        };
        return Comparison.of(view, expected, held, bytes -> json(new String(bytes, StandardCharsets.UTF_8)), 10);
    }

    private static Key key(JsonNode value) {
        return value.isNumber() ? Key.of(value.longValue()) : Key.of(value.textValue());
    }

    @Test
    void equalRowsAreEqual() throws SQLException {
        put(0, 7, ROW);
        put(1, 8, bare(8));

        assertThat(compare(ROW, bare(8))).isEqualTo(new Comparison(2, 0, List.of()));
    }

    @Test
    void nothingEqualsNothing() throws SQLException {
        assertThat(compare()).isEqualTo(new Comparison(0, 0, List.of()));
    }

    @Test
    void onlyTheLastValueOfAKeyCounts() throws SQLException {
        put(0, 7, bare(7));
        put(0, 7, ROW);
        put(0, 9, bare(9));
        delete(0, 9);

        assertThat(compare(ROW).differences()).isZero();
    }

    @Test
    void missingAndExtraRowsAreToldApart() throws SQLException {
        put(2, 8, bare(8));
        put(2, 10, bare(10));

        assertThat(compare(bare(7), bare(8), bare(9)).first())
                .containsExactly(
                        new MissingRow("order 7", Place.TOPIC),
                        new MissingRow("order 9", Place.TOPIC),
                        new ExtraRow("order 10", new Place(2, 1)));
    }

    @Test
    void negativeIdsKeepTheirOrder() throws SQLException {
        put(0, -5, bare(-5));
        put(0, 1, bare(1));

        assertThat(compare(bare(-5), bare(1)).differences()).isZero();
    }

    @Test
    void everyColumnIsCompared() throws SQLException {
        put(1, 7, """
                {"id":70,"user_id":30,"product_name":"Abacus","quantity":20,"order_date":"1970-01-01T00:00:01.000002",
                 "user":{"id":30,"name":"Bob","email":null,"created_at":"1970-01-01T00:00:00.000006"}}""");

        assertThat(compare(ROW).first())
                .extracting(difference -> ((DifferentColumn) difference).column())
                .containsExactly(
                        "id",
                        "user_id",
                        "product_name",
                        "quantity",
                        "order_date",
                        "user.id",
                        "user.name",
                        "user.email",
                        "user.created_at");
    }

    @Test
    void aDifferenceShowsBothSides() throws SQLException {
        put(1, 7, with(with(ROW, "product_name", "null"), "quantity", "\"2\""));

        assertThat(compare(ROW).first())
                .extracting(Difference::describe)
                .containsExactly(
                        "order 7: product_name is \"Slide rule\" in the database, and null in the topic"
                                + " (partition 1, offset 0)",
                        "order 7: quantity is 2 in the database, and \"2\" in the topic (partition 1, offset 0)");
    }

    @Test
    void aJoinedRowThatIsMissingIsOneDifference() throws SQLException {
        put(0, 7, with(ROW, "user", "null"));
        put(0, 8, with(bare(8), "user", "{\"id\":3}"));

        assertThat(compare(ROW, bare(8)).first())
                .extracting(difference -> ((DifferentColumn) difference).column())
                .containsExactly("user", "user");
    }

    @Test
    void aColumnThatIsMissingIsNotNull() throws SQLException {
        put(0, 8, "{\"id\":8,\"user_id\":null,\"product_name\":null,\"quantity\":null,\"order_date\":null}");

        assertThat(compare(bare(8)).first())
                .containsExactly(new DifferentColumn("order 8", "user", "null", "not a field", new Place(0, 0)));
    }

    @Test
    void fieldsThatTheContractDoesNotNameAreNotCompared() throws SQLException {
        put(0, 8, with(bare(8), "order_lsn", "5"));

        assertThat(compare(with(bare(8), "added", "1")).differences()).isZero();
    }

    @Test
    void numbersAreComparedAndNotTheirDigits() throws SQLException {
        put(0, 1, with(bare(1), "quantity", "1.50"));
        put(0, 2, with(bare(2), "quantity", "1.5000000000000000000000001"));

        assertThat(compare(with(bare(1), "quantity", "1.5"), with(bare(2), "quantity", "1.5"))
                        .first())
                .extracting(difference -> ((DifferentColumn) difference).row())
                .containsExactly("order 2");
    }

    @Test
    void timesOutsideOfFourDigitYearsAreTheSame() throws SQLException {
        put(0, 1, with(bare(1), "order_date", "\"-4712-01-01T00:00:00\""));
        put(0, 2, with(bare(2), "order_date", "\"+10000-01-01T00:00:00\""));
        put(0, 3, with(bare(3), "order_date", "\"infinity\""));
        put(0, 4, with(bare(4), "order_date", "\"infinity\""));

        assertThat(compare(
                                with(bare(1), "order_date", "\"4713-01-01T00:00:00 BC\""),
                                with(bare(2), "order_date", "\"10000-01-01T00:00:00\""),
                                with(bare(3), "order_date", "\"294276-12-31T23:59:59.999999\""),
                                with(bare(4), "order_date", "\"294247-01-10T04:00:54.775807\""))
                        .first())
                .extracting(difference -> ((DifferentColumn) difference).row())
                .containsExactly("order 4");
    }

    @Test
    void aKeyInTwoPartitionsIsADuplicate() throws SQLException {
        put(0, 7, ROW);
        put(3, 7, ROW);
        put(0, 8, bare(8));
        put(3, 8, bare(8));
        delete(0, 8);

        assertThat(compare(ROW, bare(8)).first())
                .containsExactly(new DuplicateKey("order 7", List.of(new Place(0, 0), new Place(3, 1))));
    }

    @Test
    void whatCannotBeReadIsADifference() throws SQLException {
        state.add(new ConsumerRecord<>("enriched-orders", 1, 5, new byte[] {1}, new byte[4]));
        put(1, 7, "{");

        assertThat(compare(ROW).first())
                .satisfiesExactly(
                        difference -> assertThat(difference)
                                .isEqualTo(new Unreadable("0x01", new Place(1, 5), "a key must have 8 bytes")),
                        difference -> assertThat(difference.describe())
                                .startsWith("the record with key 7 (partition 1, offset 0) cannot be read: "));
    }

    @Test
    void allAreCountedAndOnlyTheFirstAreKept() throws SQLException {
        String[] rows = new String[25];
        Arrays.setAll(rows, ComparisonTest::bare);

        Comparison comparison = compare(rows);

        assertThat(comparison.differences()).isEqualTo(25);
        assertThat(comparison.first()).hasSize(10);
    }

    /** A label without anything else. */
    private static String label(String code) {
        ObjectNode row = ExactJson.MAPPER.createObjectNode().put("code", code);
        LABELS.columns().subList(1, LABELS.columns().size()).forEach(column -> row.putNull(column.name()));
        return row.toString();
    }

    private TopicState labels(String... codes) {
        TopicState labels = new TopicState(KeyType.TEXT);
        for (String code : codes) {
            putLabel(labels, 0, code);
        }
        return labels;
    }

    private void putLabel(TopicState labels, int partition, String code) {
        byte[] value = label(code).getBytes(StandardCharsets.UTF_8);
        labels.add(
                new ConsumerRecord<>("labels", partition, offset++, Key.of(code).bytes(), value));
    }

    /** That of their bytes is another one than that of a language, and than that of Java's characters. */
    @Test
    void textsKeepTheirOrder() throws SQLException {
        TopicState held = labels("😀", "\ufffd", "é", "ab", "a", "B", " ", "");

        assertThat(compare(
                        LABELS,
                        held,
                        label(""),
                        label(" "),
                        label("B"),
                        label("a"),
                        label("ab"),
                        label("é"),
                        label("\ufffd"),
                        label("😀")))
                .isEqualTo(new Comparison(8, 0, List.of()));
    }

    @Test
    void textsThatAreMissingAndExtraAreToldApart() throws SQLException {
        TopicState held = labels("7", "b/", "c\u001b[2J");

        assertThat(compare(LABELS, held, label(""), label("7"), label("a")).first())
                .containsExactly(
                        new MissingRow("label ", Place.TOPIC),
                        new MissingRow("label a", Place.TOPIC),
                        new ExtraRow("label b/", new Place(0, 1)),
                        new ExtraRow("label c·[2J", new Place(0, 2)));
    }

    @Test
    void aTextInTwoPartitionsIsADuplicate() throws SQLException {
        TopicState held = labels("a", "b");
        putLabel(held, 3, "b");

        assertThat(compare(LABELS, held, label("a"), label("b")).first())
                .containsExactly(new DuplicateKey("label b", List.of(new Place(0, 1), new Place(3, 2))));
    }

    @Test
    void uuidsAreComparedInTheOrderOfTheirTexts() throws SQLException {
        TopicState held = new TopicState(KeyType.UUID);
        String[] ids = {
            "00000000-0000-0000-0000-00000000000a",
            "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01",
            "f0000000-0000-0000-0000-000000000000"
        };
        for (String id : List.of(ids[2], ids[0], "x")) {
            held.add(new ConsumerRecord<>(
                    "devices", 0, offset++, Key.of(id).bytes(), device(id).getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(compare(KeyedView.DEVICES.view(), held, device(ids[0]), device(ids[1]), device(ids[2]))
                        .first())
                .containsExactly(
                        new Unreadable("0x78", new Place(0, 2), "a key must be " + KeyType.UUID.form()),
                        new MissingRow("device " + ids[1], Place.TOPIC));
    }

    private static String device(String id) {
        return "{\"id\":\"" + id + "\",\"label\":null,\"owner\":null}";
    }
}
