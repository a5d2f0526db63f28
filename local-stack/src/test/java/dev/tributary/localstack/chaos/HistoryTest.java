package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.chaos.Result.Joined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final Differences differences = new Differences(difference -> {});
    private final AtomicLong now = new AtomicLong();
    private final History history = new History("order", differences, now::get);

    @Test
    void aRightHistoryHasNoDifferences() {
        RowVersion ada = captured(user(7, "Ada", 100));
        write(captured(order(1, 7L, 110)), null);
        write(order(1, 7L, 110), ada);
        RowVersion king = captured(user(7, "Ada King", 120));
        write(order(1, 7L, 110), king);
        write(captured(order(1, null, 130)), null);
        write(captured(order(1, 7L, 140)), king);
        capturedDeletion("order", 1, 150);
        history.writtenDeletion(1, 150, 150, "here");
        write(captured(order(1, 7L, 160)), king);

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void whatIsCapturedMayBeReadAfterWhatWasMadeOfIt() {
        write(order(1, 7L, 110), user(7, "Ada", 100));
        captured(user(7, "Ada", 100));
        captured(order(1, 7L, 110));

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void anOrderThatWasNeverSo() {
        captured(order(1, null, 110));
        history.written(result(order(1, null, "something else", 110), null), "here");

        history.settle();

        assertOnly("order 1 has a version that was never captured", "something else", "lsn=110", "here");
    }

    @Test
    void aUserWhoWasNeverSo() {
        captured(user(7, "Ada", 100));
        write(captured(order(1, 7L, 110)), user(7, "Grace", 100));

        history.settle();

        assertOnly("order 1 has a version that was never captured", "Grace", "lsn=100");
    }

    @Test
    void anotherUserThanTheOrderSays() {
        write(captured(order(1, 7L, 110)), captured(user(8, "Bob", 100)));

        assertOnly("order 1 of user 7 is with user 8");
    }

    @Test
    void anOlderVersionOfTheOrder() {
        write(captured(order(1, null, 120)), null);
        write(captured(order(1, null, 110)), null);

        assertOnly("order 1 goes back in time: from LSN 120 (committed at 120 µs) to LSN 110", "here");
    }

    @Test
    void anOlderVersionOfTheUser() {
        write(captured(order(1, 7L, 10)), captured(user(7, "Ada King", 120)));
        write(order(1, 7L, 10), captured(user(7, "Ada", 100)));

        assertOnly("order 1 goes back in time: its user 7 from LSN 120 (committed at 120 µs) to LSN 100");
    }

    @Test
    void anOlderVersionOfTheUserAfterTheUserWasDeleted() {
        write(captured(order(1, 7L, 10)), captured(user(7, "Ada King", 120)));
        capturedDeletion("user", 7, 130);
        write(order(1, 7L, 10), null);
        write(order(1, 7L, 10), captured(user(7, "Ada", 100)));

        assertOnly("order 1 goes back in time: its user 7 from LSN 120");
    }

    @Test
    void aDeletedUserWhoIsBack() {
        RowVersion ada = captured(user(7, "Ada", 100));
        write(captured(order(1, 7L, 10)), ada);
        capturedDeletion("user", 7, 130);
        write(order(1, 7L, 10), null);
        write(order(1, 7L, 10), ada);

        assertOnly("order 1 is with user 7 again at LSN 100", "which was deleted");
    }

    @Test
    void aUserWhoWasLostWithoutADeletion() {
        write(captured(order(1, 7L, 10)), captured(user(7, "Ada", 100)));
        capturedDeletion("user", 7, 90);
        write(order(1, 7L, 10), null);

        history.settle();

        assertOnly("order 1 is without its user 7, which was not deleted after LSN 100");
    }

    @Test
    void aVersionOfAnotherUserMayBeOlder() {
        write(captured(order(1, 7L, 110)), captured(user(7, "Ada", 100)));
        write(captured(order(1, 8L, 120)), captured(user(8, "Bob", 50)));

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void theSameTwice() {
        write(captured(order(1, null, 110)), null);
        write(order(1, null, 110), null);

        assertOnly("order 1 is written twice");
    }

    @Test
    void aDeletedOrderThatIsBack() {
        write(captured(order(1, null, 110)), null);
        capturedDeletion("order", 1, 120);
        history.writtenDeletion(1, 120, 120, "here");
        write(order(1, null, 110), null);

        assertOnly("order 1 goes back in time: from LSN 120");
    }

    @Test
    void aDeletionFromBefore() {
        write(captured(order(1, null, 110)), null);
        capturedDeletion("order", 1, 90);
        history.writtenDeletion(1, 90, 90, "here");

        assertOnly("order 1 goes back in time: from LSN 110 (committed at 110 µs) to its deletion at LSN 90");
    }

    @Test
    void aDeletionThatNeverWas() {
        write(captured(order(1, null, 110)), null);
        history.writtenDeletion(1, 120, 120, "here");

        history.settle();

        assertOnly("order 1 is deleted at LSN 120, where no deletion was captured");
    }

    @Test
    void aDeletionOfNothing() {
        capturedDeletion("order", 1, 120);
        history.writtenDeletion(1, 120, 120, "here");

        assertOnly("order 1 is deleted without being there");
    }

    @Test
    void anAnswerThatWasNeverWritten() {
        write(captured(order(1, null, 110)), null);
        history.claimWritten(result(order(1, null, 110), null), "a reader");
        history.claimWritten(result(order(1, null, 111), null), "a reader");

        history.settle();

        assertOnly("a reader saw what was never written", "lsn=111");
    }

    @Test
    void anOrderThatIsDeniedAndWasNotDeleted() {
        write(captured(order(1, null, 110)), null);
        history.claimDeletedAfter(1, 110, "a reader");

        history.settle();

        assertOnly("a reader was told that there is no order 1, which was known to be there at LSN 110");
    }

    @Test
    void anOrderThatIsDeniedAndIsDeletedLaterInTheTopic() {
        write(captured(order(1, null, 110)), null);
        history.claimDeletedAfter(1, 110, "a reader");
        capturedDeletion("order", 1, 120);
        history.writtenDeletion(1, 120, 120, "here");

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void anAnswerMayBeAnyVersionThatWasTheNewestSince() {
        List<Result> versions = threeVersions();

        int known = history.versionsAt(1, 25);

        assertThat(known).isEqualTo(2);
        history.claimNotOlder(1, known, versions.get(1).fingerprint(), 0, "a reader");
        history.claimNotOlder(1, known, versions.get(2).fingerprint(), 0, "a reader");
        history.settle();
        assertThat(differences.first()).isEmpty();

        history.claimNotOlder(1, known, versions.get(0).fingerprint(), 0, "a reader");
        history.settle();
        assertOnly("a reader got an old version of order 1, out of date by");
    }

    @Test
    void anAnswerMayBeReadBeforeTheTopicIs() {
        threeVersions();
        Result next = result(order(1, null, 140), null);
        history.claimNotOlder(1, 3, next.fingerprint(), 0, "a reader");
        assertThat(history.outOfDateNanos(1, next.fingerprint(), 100)).isZero();
        write(captured(next.base()), null);

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void anOrderThatIsNotThereYet() {
        threeVersions();
        history.claimNotOlder(1, history.versionsAt(1, 9), History.DELETION, 0, "a reader");
        history.settle();
        assertThat(differences.first()).isEmpty();

        history.claimNotOlder(1, history.versionsAt(1, 10), History.DELETION, 0, "a reader");
        history.settle();
        assertOnly("a reader found no order 1, out of date by");
    }

    @Test
    void aDeletedOrderThatIsStillThere() {
        List<Result> versions = threeVersions();
        now.set(40);
        capturedDeletion("order", 1, 150);
        history.writtenDeletion(1, 150, 150, "here");
        int known = history.versionsAt(1, 40);
        history.claimNotOlder(1, known, History.DELETION, 0, "a reader");
        history.settle();
        assertThat(differences.first()).isEmpty();

        history.claimNotOlder(1, known, versions.get(2).fingerprint(), 0, "a reader");
        history.settle();
        assertOnly("a reader got an old version of order 1, out of date by");
    }

    @Test
    void forHowLongAnAnswerIsOutOfDate() {
        List<Result> versions = threeVersions();

        assertThat(history.outOfDateNanos(1, versions.get(0).fingerprint(), 100))
                .isEqualTo(80);
        assertThat(history.outOfDateNanos(1, versions.get(1).fingerprint(), 100))
                .isEqualTo(70);
        assertThat(history.outOfDateNanos(1, versions.get(2).fingerprint(), 100))
                .isZero();
        assertThat(history.outOfDateNanos(1, History.DELETION, 100)).isEqualTo(90);
        assertThat(history.outOfDateNanos(1, versions.get(0).fingerprint(), 15)).isZero();
        assertThat(history.outOfDateNanos(2, History.DELETION, 100)).isZero();
    }

    /** What the summary says: an answer that was newer than the topic as far as it was read is not out of date. */
    @Test
    void howMuchTheWorstAnswerIsOutOfDate() {
        List<Result> versions = threeVersions();
        long deletion = history.outOfDateNanos(1, History.DELETION, 100);
        history.claimNotOlder(1, 3, History.DELETION, deletion, "a reader");
        assertThat(history.mostOutOfDateNanos()).isZero();
        capturedDeletion("order", 1, 150);
        history.writtenDeletion(1, 150, 150, "here");
        history.claimNotOlder(1, 2, versions.get(1).fingerprint(), 5, "a reader");

        history.settle();

        assertThat(differences.first()).isEmpty();
        assertThat(history.mostOutOfDateNanos()).isEqualTo(5);
    }

    @Test
    void ordersThatChangedInATime() {
        for (int id = 1; id <= 5; id++) {
            now.set(10L * id);
            write(captured(order(id, null, 100 + id)), null);
        }
        Random random = new Random(1);

        Set<Long> found = Stream.generate(() -> history.changedBetween(20, 40, random))
                .limit(100)
                .collect(Collectors.toSet());

        assertThat(found).containsExactlyInAnyOrder(2L, 3L);
        assertThat(history.changedBetween(51, 100, random)).isZero();
    }

    /** Order 1 of customer 7, of product 3 of which so many are in stock. */
    @Test
    void aRightHistoryOfAStarHasNoDifferences() {
        RowVersion order = captured(orderOfStar(10));
        RowVersion ada = captured(customer("Ada", 20));
        RowVersion lamp = captured(product("Lamp", 30));
        RowVersion five = captured(stock(5, 40));
        writeStar(order, null, null, null);
        writeStar(order, ada, null, null);
        writeStar(order, ada, null, five);
        writeStar(order, ada, lamp, five);
        capturedDeletion("stock", 3, 50);
        writeStar(order, ada, lamp, null);
        writeStar(order, ada, lamp, captured(stock(5, 60)));

        history.settle();

        assertThat(differences.first()).isEmpty();
    }

    @Test
    void aStockThatNeverWasSo() {
        captured(stock(5, 40));
        writeStar(
                captured(orderOfStar(10)), captured(customer("Ada", 20)), captured(product("Lamp", 30)), stock(6, 40));

        history.settle();

        assertOnly("order 1 has a version that was never captured", "on_hand=6", "lsn=40");
    }

    @Test
    void anOldCustomerWithANewProduct() {
        RowVersion order = captured(orderOfStar(10));
        RowVersion five = captured(stock(5, 40));
        RowVersion ada = captured(customer("Ada", 20));
        writeStar(order, captured(customer("Ada King", 50)), captured(product("Lamp", 30)), five);
        writeStar(order, ada, captured(product("Lantern", 60)), five);

        assertOnly("order 1 goes back in time: its customer 7 from LSN 50 (committed at 50 µs) to LSN 20");
    }

    /** Bytes of one version under the position of the next. */
    @Test
    void aCustomerThatIsHalfOldAndHalfNew() {
        captured(customer("Ada", 20));
        captured(customer("Ada King", 50));
        RowVersion torn = customer("Ada", 50);
        writeStar(captured(orderOfStar(10)), torn, captured(product("Lamp", 30)), captured(stock(5, 40)));

        history.settle();

        assertOnly("order 1 has a version that was never captured", "customer.name=Ada}", "lsn=50");
    }

    /** Two rows of different tables by one foreign key: each has a time of its own. */
    @Test
    void anOldStockWithTheSameProduct() {
        RowVersion order = captured(orderOfStar(10));
        RowVersion ada = captured(customer("Ada", 20));
        RowVersion lamp = captured(product("Lamp", 30));
        RowVersion five = captured(stock(5, 40));
        writeStar(order, ada, lamp, captured(stock(4, 50)));
        writeStar(order, ada, lamp, five);

        assertOnly("order 1 goes back in time: its stock 3 from LSN 50 (committed at 50 µs) to LSN 40");
    }

    @Test
    void aStockThatWasLostWithoutADeletion() {
        RowVersion order = captured(orderOfStar(10));
        RowVersion ada = captured(customer("Ada", 20));
        RowVersion lamp = captured(product("Lamp", 30));
        writeStar(order, ada, lamp, captured(stock(5, 40)));
        capturedDeletion("product", 3, 90);
        capturedDeletion("stock", 3, 39);
        writeStar(order, ada, lamp, null);

        history.settle();

        assertOnly("order 1 is without its stock 3, which was not deleted after LSN 40");
    }

    @Test
    void aStockThatIsBackAfterItsDeletion() {
        RowVersion order = captured(orderOfStar(10));
        RowVersion ada = captured(customer("Ada", 20));
        RowVersion lamp = captured(product("Lamp", 30));
        RowVersion five = captured(stock(5, 40));
        writeStar(order, ada, lamp, five);
        capturedDeletion("stock", 3, 50);
        writeStar(order, ada, lamp, null);
        writeStar(order, ada, captured(product("Lantern", 60)), five);

        assertOnly("order 1 is with stock 3 again at LSN 40", "which was deleted");
    }

    /** The product of one row with the stock of another. */
    @Test
    void aStockOfAnotherProduct() {
        RowVersion other = captured(new RowVersion("stock", 4, Map.of("on_hand", 5L), 40, 40));
        writeStar(captured(orderOfStar(10)), captured(customer("Ada", 20)), captured(product("Lamp", 30)), other);

        assertOnly("order 1 of stock 3 is with stock 4");
    }

    /** Of order 1, read at 10, 20, and 30. */
    private List<Result> threeVersions() {
        List<Result> versions = Stream.of(110, 120, 130)
                .map(lsn -> result(order(1, null, lsn), null))
                .toList();
        for (int i = 0; i < versions.size(); i++) {
            now.set(10L * (i + 1));
            write(captured(versions.get(i).base()), null);
        }
        return versions;
    }

    private void assertOnly(String... parts) {
        assertThat(differences.first()).hasSize(1);
        assertThat(differences.first().getFirst()).contains(parts);
    }

    private void write(RowVersion order, @Nullable RowVersion user) {
        history.written(result(order, user), "here");
    }

    private static Result result(RowVersion order, @Nullable RowVersion user) {
        return new Result(order, List.of(joined(order, "user_id", user)));
    }

    private static Joined joined(RowVersion order, String foreignKey, @Nullable RowVersion version) {
        return new Joined((Long) order.columns().get(foreignKey), version);
    }

    private void writeStar(
            RowVersion order, @Nullable RowVersion customer, @Nullable RowVersion product, @Nullable RowVersion stock) {
        List<Joined> joined = List.of(
                joined(order, "purchaser", customer),
                joined(order, "product_id", product),
                joined(order, "product_id", stock));
        history.written(new Result(order, joined), "here");
    }

    private static RowVersion orderOfStar(long lsn) {
        return new RowVersion("order", 1, Map.of("purchaser", 7L, "product_id", 3L), lsn, lsn);
    }

    private static RowVersion customer(String name, long lsn) {
        return new RowVersion("customer", 7, Map.of("customer.name", name), lsn, lsn);
    }

    private static RowVersion product(String name, long lsn) {
        return new RowVersion("product", 3, Map.of("product.name", name), lsn, lsn);
    }

    private static RowVersion stock(long quantity, long lsn) {
        return new RowVersion("stock", 3, Map.of("on_hand", quantity), lsn, lsn);
    }

    private RowVersion captured(RowVersion version) {
        history.captured(List.of(version));
        return version;
    }

    private void capturedDeletion(String row, long id, long lsn) {
        history.capturedDeletion(List.of(row), id, lsn);
    }

    /** A version by its position, which is its time too. */
    private static RowVersion order(long id, @Nullable Long userId, long lsn) {
        return order(id, userId, "product", lsn);
    }

    private static RowVersion order(long id, @Nullable Long userId, String product, long lsn) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("user_id", userId);
        columns.put("product_name", product);
        return new RowVersion("order", id, columns, lsn, lsn);
    }

    private static RowVersion user(long id, String name, long lsn) {
        return new RowVersion("user", id, Map.of("user.name", name), lsn, lsn);
    }
}
