package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaIncompatibleException;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.avro.UnknownMagicByteException;
import dev.tributary.avro.UnknownSchemaException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are no change of a row go to the dead letters as they are, with the reason, and nothing else suffers. */
class BadChangeTest {

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
        pipeline.insertUser(1, "Ada", 10);
        pipeline.insertOrder(7, 1, "Lamp", 20);
        assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
    }

    @AfterEach
    void goesOn() {
        pipeline.updateOrder(7, 1, "Desk", 1_000);
        pipeline.updateUser(1, "Ada Lovelace", 1_001);
        assertThat(pipeline.written()).containsExactly("7: Desk ← Ada", "7: Desk ← Ada Lovelace");
        pipeline.close();
    }

    @Test
    void bytesThatAreNoAvro() {
        pipeline.order(7L, ChangeEvents.garbage());

        TestRecord<byte[], byte[]> letter = isDead("deserialization", UnknownMagicByteException.class, "byte 0x");
        assertThat(letter.value()).isEqualTo(ChangeEvents.garbage());
        assertThat(letter.key()).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 7});
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("cdc.public.orders");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("1");
        assertThat(header(letter, "tributary.errors.timestamp")).isEqualTo(Long.toString(Pipeline.NOW.toEpochMilli()));
        assertThat(header(letter, "tributary.errors.processor")).isEqualTo("orders-changes");
    }

    @Test
    void aSchemaThatTheRegistryDoesNotKnow() {
        byte[] event = pipeline.orders.insert(pipeline.orders.row(8, 1, "Chair", 1, 2L), 30);
        event[1] = 0x7f;

        pipeline.order(8L, event);

        isDead("deserialization", UnknownSchemaException.class, "has no schema with id");
    }

    @Test
    void aTruncatedTable() {
        pipeline.order(null, pipeline.orders.event("t", null, "false", 30L, 30));

        assertThat(isDead("processing", BrokenChangeException.class, "truncated")
                        .key())
                .isNull();
    }

    @Test
    void aChangeWithoutKey() {
        pipeline.order(null, pipeline.orders.insert(pipeline.orders.row(8, null, "Lamp", 1, 2L), 30));

        isDead("processing", BrokenChangeException.class, "has no key");
    }

    @Test
    void aChangeWhoseKeyIsNotItsRows() {
        pipeline.order(9L, pipeline.orders.insert(pipeline.orders.row(8, null, "Lamp", 1, 2L), 30));

        isDead("processing", BrokenChangeException.class, "a change of row 8", "has the key 9");
    }

    /** The row of the key is another one, and stays; so it does when the tombstone comes. */
    @Test
    void aDeletionWhoseKeyIsNotItsRows() {
        pipeline.order(7L, pipeline.orders.delete(pipeline.orders.row(8, null, null, null, null), 30));
        pipeline.order(7L, null);

        isDead("processing", BrokenChangeException.class, "a change of row 8", "has the key 7");
        assertThat(pipeline.written()).isEmpty();
    }

    @Test
    void theDeletionOfARowIsTakenWithItsKey() {
        pipeline.insertOrder(8, 1, "Chair", 29);
        pipeline.order(8L, pipeline.orders.delete(pipeline.orders.row(8, null, null, null, null), 30));

        assertThat(pipeline.written()).containsExactly("8: Chair ← Ada", "8: deleted");
    }

    /** REPLICA IDENTITY USING INDEX of another index: the log has the deleted row's columns of that index only. */
    @Test
    void aChangeWhosePrimaryKeyIsNotInTheLog() {
        long missing = Long.MIN_VALUE;
        ChangeEvents wide = ChangeEvents.ofOrdersWithWideKey(pipeline.registry);
        pipeline.insertOrder(0, null, "zero", 29);

        pipeline.order(missing, wide.delete(wide.row(missing, null), 30));
        isDead("processing", BrokenChangeException.class, "primary key", "REPLICA IDENTITY");
        pipeline.order(missing, null);
        isDead("processing", BrokenChangeException.class, "primary key", "REPLICA IDENTITY");
        pipeline.user(missing, null);
        isDead("processing", BrokenChangeException.class, "table users", "REPLICA IDENTITY");
        assertThat(pipeline.written()).containsExactly("0: zero ← nobody");
    }

    @Test
    void aTombstoneWithoutKey() {
        pipeline.order(null, null);

        isDead("processing", BrokenChangeException.class, "has no key");
    }

    @Test
    void aRowOfAnotherTable() {
        pipeline.order(1L, pipeline.users.insert(pipeline.users.row(1, "Ada", "a", 1L), 30));

        isDead(
                "deserialization",
                SchemaIncompatibleException.class,
                "none of the columns of orders",
                "cdc.public.users.Value");
    }

    /** So it is as long as the key column has another name. */
    @Test
    void aRowWithoutItsKeyColumn() {
        Schema row = SchemaBuilder.record("Value")
                .namespace("cdc.public.orders")
                .fields()
                .optionalLong("user_id")
                .optionalString("product_name")
                .optionalInt("quantity")
                .endRecord();
        ChangeEvents renamed = ChangeEvents.of("orders", row, pipeline.registry);

        pipeline.order(7L, renamed.insert(renamed.row(null, "Lamp", 1), 30));

        isDead("deserialization", SchemaIncompatibleException.class, "id");
    }

    @Test
    void aTimeInAnotherUnit() {
        ChangeEvents millis = ChangeEvents.ofOrdersWithDate(pipeline.registry, "io.debezium.time.Timestamp");

        pipeline.order(7L, millis.insert(millis.row(7, null, "Lamp", 1, 2L), 30));

        isDead("deserialization", SchemaIncompatibleException.class, "order_date", "io.debezium.time.Timestamp");
    }

    @Test
    void aChangeWithoutPosition() {
        pipeline.order(7L, pipeline.orders.event("c", pipeline.orders.row(7, null, "Lamp", 1, 2L), "false", null, 30));

        isDead("deserialization", BrokenChangeException.class, "source.lsn");
    }

    @Test
    void anInsertWithoutRow() {
        pipeline.order(7L, pipeline.orders.event("c", null, "false", 30L, 30));

        isDead("deserialization", BrokenChangeException.class, "'after'");
    }

    @Test
    void anOperationThatNobodyKnows() {
        pipeline.order(7L, pipeline.orders.event("x", null, "false", 30L, 30));

        isDead("deserialization", BrokenChangeException.class, "'x'");
    }

    /** The contract has 32 bits for it: what fits is a change like any other. */
    @Test
    void aQuantityThatIsTooLargeForTheContract() {
        ChangeEvents wide = ChangeEvents.ofOrdersWithWideQuantity(pipeline.registry);

        pipeline.order(7L, wide.insert(wide.row(7, 1, "Lamp", (long) Integer.MAX_VALUE, 2L), 30));
        pipeline.order(8L, wide.insert(wide.row(8, 1, "Chair", Integer.MAX_VALUE + 1L, 2L), 31));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
        isDead("deserialization", BrokenChangeException.class, "row 8 of table orders has the quantity 2147483648");
    }

    /** Neither of them could be written with the other one beside it, however small that is now. */
    @Test
    void aRowThatLeavesNoRoomForTheOther() {
        pipeline.insertOrder(8, 1, "x".repeat(Pipeline.MAX_ROW_BYTES), 30);
        isDead("processing", BrokenChangeException.class, "row 8 of table orders has 100", "may have 10000");

        pipeline.insertUser(2, "x".repeat(Pipeline.MAX_ROW_BYTES - 100) + "ö".repeat(50), 31);
        isDead("processing", BrokenChangeException.class, "row 2 of table users has 20");
    }

    /** The deletion of the row is remembered still, as if the refused one had never come. */
    @Test
    void aRefusedRowLeavesNothingChanged() {
        pipeline.insertOrder(8, 1, "Chair", 30);
        pipeline.order(8L, pipeline.orders.delete(31));
        pipeline.insertOrder(8, 1, "x".repeat(Pipeline.MAX_ROW_BYTES), 40);
        isDead("processing", BrokenChangeException.class, "row 8 of table orders");
        assertThat(pipeline.written()).containsExactly("8: Chair ← Ada", "8: deleted");

        pipeline.updateOrder(8, 1, "Chair, seen again", 30);
        assertThat(pipeline.written()).isEmpty();
    }

    /** Its deletion could not be read; the tombstone behind it says the same. */
    @Test
    void aTombstoneBehindADeletionThatCannotBeRead() {
        pipeline.order(7L, ChangeEvents.garbage());
        pipeline.order(7L, null);
        isDead("deserialization", UnknownMagicByteException.class, "byte 0x");
        assertThat(pipeline.written()).containsExactly("7: deleted");
    }

    /** Headers by which letters are settled, or say that they are not whole: this record is not the one to say so. */
    @Test
    void aRecordThatPretendsToBeALetter() {
        Headers headers = new RecordHeaders()
                .add("tributary.errors.resolution", bytes("discarded"))
                .add("tributary.errors.value.omitted", bytes("1"))
                .add("__streams.errors.topic", bytes("another"))
                .add("trace", bytes("abc"));

        pipeline.order(new TestRecord<>(7L, ChangeEvents.garbage(), headers));

        TestRecord<byte[], byte[]> letter = isDead("deserialization", UnknownMagicByteException.class, "byte 0x");
        assertThat(letter.headers())
                .extracting(Header::key)
                .contains("trace")
                .doesNotContain("tributary.errors.resolution", "tributary.errors.value.omitted");
        assertThat(letter.headers().headers("__streams.errors.topic")).hasSize(1);
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("cdc.public.orders");
    }

    /** What was compressed can be far larger than any request of ours, and without its value still. */
    @Test
    void aRecordWithHeadersThatDoNotFitALetter() {
        Headers headers = new RecordHeaders().add("trace", new byte[Pipeline.MAX_REQUEST_BYTES]);

        pipeline.order(new TestRecord<>(7L, ChangeEvents.garbage(), headers));

        TestRecord<byte[], byte[]> letter = isDead("deserialization", UnknownMagicByteException.class, "byte 0x");
        assertThat(letter.key()).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 7});
        assertThat(letter.value()).isNull();
        assertThat(letter.headers()).extracting(Header::key).doesNotContain("trace");
        assertThat(header(letter, "tributary.errors.value.omitted"))
                .isEqualTo(Integer.toString(ChangeEvents.garbage().length));
    }

    /** It says nothing about the record: the tier stops, and goes on there when the registry is back. */
    @Test
    void aRegistryThatDoesNotAnswerIsWaitedFor() {
        ChangeEvents altered = ChangeEvents.ofOrdersWithDate(pipeline.registry, "another schema");
        byte[] event = altered.insert(altered.row(8, 1, "Chair", 1, 2L), 30);
        pipeline.registry.goAway();

        assertThatThrownBy(() -> pipeline.order(8L, event))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(SchemaRegistryUnavailableException.class);

        pipeline.registry.comeBack();
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    @Test
    void aLogicalDecodingMessageIsNoBadChange() {
        pipeline.order(null, pipeline.orders.event("m", null, "false", 30L, 30));

        assertThat(pipeline.written()).isEmpty();
        assertThat(pipeline.deadLetters()).isEmpty();
    }

    private TestRecord<byte[], byte[]> isDead(String stage, Class<?> exception, String... message) {
        List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
        assertThat(letters).hasSize(1);
        TestRecord<byte[], byte[]> letter = letters.getFirst();
        assertThat(header(letter, "tributary.errors.stage")).isEqualTo(stage);
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo(exception.getName());
        assertThat(header(letter, "__streams.errors.message")).contains(message);
        return letter;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String header(TestRecord<byte[], byte[]> letter, String key) {
        return new String(letter.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
    }
}
