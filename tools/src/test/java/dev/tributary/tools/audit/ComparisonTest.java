package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.audit.Difference.DifferentColumn;
import dev.tributary.tools.audit.Difference.DuplicateKey;
import dev.tributary.tools.audit.Difference.ExtraRow;
import dev.tributary.tools.audit.Difference.MissingRow;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.audit.Difference.Unreadable;
import dev.tributary.tools.topic.AvroTime;
import dev.tributary.tools.topic.EnrichedOrders;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final JoinedRow.User ADA = new JoinedRow.User(3, "Ada", "ada@example.com", 5L);
    private static final JoinedRow ROW = new JoinedRow(7, 3L, "Slide rule", 2L, 1_000_001L, Optional.of(ADA));

    private final List<GenericRecord> values = new ArrayList<>();
    private final TopicState state = new TopicState();
    private long offset;

    private static GenericRecord same() {
        return EnrichedOrders.order(
                7, 3L, "Slide rule", 2, 1_000_001L, EnrichedOrders.user(3, "Ada", "ada@example.com", 5L));
    }

    /** The bytes of a value are its index here. */
    private void put(int partition, long key, GenericRecord value) {
        values.add(value);
        byte[] bytes = ByteBuffer.allocate(4).putInt(values.size() - 1).array();
        state.add(new ConsumerRecord<>("enriched-orders", partition, offset++, keyBytes(key), bytes));
    }

    private void delete(int partition, long key) {
        state.add(new ConsumerRecord<>("enriched-orders", partition, offset++, keyBytes(key), null));
    }

    private static byte[] keyBytes(long key) {
        return ByteBuffer.allocate(8).putLong(key).array();
    }

    private Comparison compare(JoinedRow... rows) throws SQLException {
        Iterator<JoinedRow> iterator = Arrays.asList(rows).iterator();
        JoinedRows expected = new JoinedRows() {
            @Override
            public Optional<JoinedRow> next() {
                return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        };
        return Comparison.of(
                expected,
                state,
                bytes -> {
                    if (bytes.length != 4) {
                        throw new SerializationException("truncated");
                    }
                    return values.get(ByteBuffer.wrap(bytes).getInt());
                },
                10);
    }

    private static JoinedRow bare(long id) {
        return new JoinedRow(id, null, null, null, null, Optional.empty());
    }

    private static GenericRecord bareRecord(long id) {
        return EnrichedOrders.order(id, null, null, null, null, null);
    }

    @Test
    void equalRowsAreEqual() throws SQLException {
        put(0, 7, same());
        put(1, 8, bareRecord(8));

        assertThat(compare(ROW, bare(8))).isEqualTo(new Comparison(2, 0, List.of()));
    }

    @Test
    void nothingEqualsNothing() throws SQLException {
        assertThat(compare()).isEqualTo(new Comparison(0, 0, List.of()));
    }

    @Test
    void onlyTheLastValueOfAKeyCounts() throws SQLException {
        put(0, 7, bareRecord(7));
        put(0, 7, same());
        put(0, 9, bareRecord(9));
        delete(0, 9);

        assertThat(compare(ROW).differences()).isZero();
    }

    @Test
    void missingAndExtraRowsAreToldApart() throws SQLException {
        put(2, 8, bareRecord(8));
        put(2, 10, bareRecord(10));

        assertThat(compare(bare(7), bare(8), bare(9)).first())
                .containsExactly(
                        new MissingRow(7, Place.TOPIC),
                        new MissingRow(9, Place.TOPIC),
                        new ExtraRow(10, new Place(2, 1)));
    }

    @Test
    void negativeIdsKeepTheirOrder() throws SQLException {
        put(0, -5, bareRecord(-5));
        put(0, 1, bareRecord(1));

        assertThat(compare(bare(-5), bare(1)).differences()).isZero();
    }

    @Test
    void everyColumnIsCompared() throws SQLException {
        put(1, 7, EnrichedOrders.order(70, 30L, "Abacus", 20, 1_000_002L, EnrichedOrders.user(30, "Bob", null, 6L)));

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
        GenericRecord other = same();
        other.put("product_name", null);
        other.put("order_date", AvroTime.INFINITY);
        put(1, 7, other);

        assertThat(compare(ROW).first())
                .extracting(Difference::describe)
                .containsExactly(
                        "order 7: product_name is \"Slide rule\" in the database, and null in the topic"
                                + " (partition 1, offset 0)",
                        "order 7: order_date is 1970-01-01T00:00:01.000001 in the database, and infinity in the topic"
                                + " (partition 1, offset 0)");
    }

    @Test
    void aUserThatIsMissingIsOneDifference() throws SQLException {
        put(0, 7, EnrichedOrders.order(7, 3L, "Slide rule", 2, 1_000_001L, null));
        put(0, 8, EnrichedOrders.order(8, null, null, null, null, EnrichedOrders.user(3, null, null, null)));

        assertThat(compare(ROW, bare(8)).first())
                .containsExactly(
                        new DifferentColumn(7, "user", "user 3", "null", new Place(0, 0)),
                        new DifferentColumn(8, "user", "null", "user 3", new Place(0, 1)));
    }

    @Test
    void infinityIsRecognizedInBothItsForms() throws SQLException {
        put(0, 1, EnrichedOrders.order(1, null, null, null, AvroTime.INFINITY, null));
        put(0, 2, EnrichedOrders.order(2, null, null, null, AvroTime.DOCUMENTED_INFINITY, null));
        put(0, 3, EnrichedOrders.order(3, null, null, null, AvroTime.DOCUMENTED_MINUS_INFINITY, null));
        put(0, 4, EnrichedOrders.order(4, null, null, null, 0L, null));

        Comparison comparison = compare(
                new JoinedRow(1, null, null, null, AvroTime.INFINITY, Optional.empty()),
                new JoinedRow(2, null, null, null, AvroTime.INFINITY, Optional.empty()),
                new JoinedRow(3, null, null, null, AvroTime.MINUS_INFINITY, Optional.empty()),
                new JoinedRow(4, null, null, null, AvroTime.INFINITY, Optional.empty()));

        assertThat(comparison.first())
                .containsExactly(
                        new DifferentColumn(4, "order_date", "infinity", "1970-01-01T00:00:00", new Place(0, 3)));
    }

    @Test
    void aKeyInTwoPartitionsIsADuplicate() throws SQLException {
        put(0, 7, same());
        put(3, 7, same());
        put(0, 8, bareRecord(8));
        put(3, 8, bareRecord(8));
        delete(0, 8);

        assertThat(compare(ROW, bare(8)).first())
                .containsExactly(new DuplicateKey(7, List.of(new Place(0, 0), new Place(3, 1))));
    }

    @Test
    void whatCannotBeReadIsADifference() throws SQLException {
        state.add(new ConsumerRecord<>("enriched-orders", 1, 5, new byte[] {1}, new byte[4]));
        state.add(new ConsumerRecord<>("enriched-orders", 1, 6, keyBytes(7), new byte[1]));

        assertThat(compare(ROW).first())
                .containsExactly(
                        new Unreadable("0x01", new Place(1, 5), "a key must be an order's id, in 8 bytes"),
                        new Unreadable("7", new Place(1, 6), "truncated"));
    }

    @Test
    void allAreCountedAndOnlyTheFirstAreKept() throws SQLException {
        JoinedRow[] rows = new JoinedRow[25];
        Arrays.setAll(rows, ComparisonTest::bare);

        Comparison comparison = compare(rows);

        assertThat(comparison.differences()).isEqualTo(25);
        assertThat(comparison.first()).hasSize(10);
    }
}
