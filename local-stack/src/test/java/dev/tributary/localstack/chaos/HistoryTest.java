package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.chaos.Result.Order;
import dev.tributary.localstack.chaos.Result.User;
import java.util.List;
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
    private final History history = new History(differences, now::get);

    @Test
    void aRightHistoryHasNoDifferences() {
        User ada = captured(user(7, "Ada", 100));
        write(captured(order(1, 7L, 110)), null);
        write(order(1, 7L, 110), ada);
        User king = captured(user(7, "Ada King", 120));
        write(order(1, 7L, 110), king);
        write(captured(order(1, null, 130)), null);
        write(captured(order(1, 7L, 140)), king);
        history.capturedOrderDeletion(1, 150);
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
        history.written(new Result(new Order(1, null, "something else", 1L, 5L, 110, 110), null), "here");

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
        history.capturedUserDeletion(7, 130);
        write(order(1, 7L, 10), null);
        write(order(1, 7L, 10), captured(user(7, "Ada", 100)));

        assertOnly("order 1 goes back in time: its user 7 from LSN 120");
    }

    @Test
    void aDeletedUserWhoIsBack() {
        User ada = captured(user(7, "Ada", 100));
        write(captured(order(1, 7L, 10)), ada);
        history.capturedUserDeletion(7, 130);
        write(order(1, 7L, 10), null);
        write(order(1, 7L, 10), ada);

        assertOnly("order 1 is with user 7 again at LSN 100", "which was deleted");
    }

    @Test
    void aUserWhoWasLostWithoutADeletion() {
        write(captured(order(1, 7L, 10)), captured(user(7, "Ada", 100)));
        history.capturedUserDeletion(7, 90);
        write(order(1, 7L, 10), null);

        history.settle();

        assertOnly("order 1 is without its user 7, who was not deleted after LSN 100");
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
        history.capturedOrderDeletion(1, 120);
        history.writtenDeletion(1, 120, 120, "here");
        write(order(1, null, 110), null);

        assertOnly("order 1 goes back in time: from LSN 120");
    }

    @Test
    void aDeletionFromBefore() {
        write(captured(order(1, null, 110)), null);
        history.capturedOrderDeletion(1, 90);
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
        history.capturedOrderDeletion(1, 120);
        history.writtenDeletion(1, 120, 120, "here");

        assertOnly("order 1 is deleted without being there");
    }

    @Test
    void anAnswerThatWasNeverWritten() {
        write(captured(order(1, null, 110)), null);
        history.claimWritten(new Result(order(1, null, 110), null), "a reader");
        history.claimWritten(new Result(order(1, null, 111), null), "a reader");

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
        history.capturedOrderDeletion(1, 120);
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
        Result next = new Result(order(1, null, 140), null);
        history.claimNotOlder(1, 3, next.fingerprint(), 0, "a reader");
        assertThat(history.outOfDateNanos(1, next.fingerprint(), 100)).isZero();
        write(captured(next.order()), null);

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
        history.capturedOrderDeletion(1, 150);
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

    /** Of order 1, read at 10, 20, and 30. */
    private List<Result> threeVersions() {
        List<Result> versions = Stream.of(110, 120, 130)
                .map(lsn -> new Result(order(1, null, lsn), null))
                .toList();
        for (int i = 0; i < versions.size(); i++) {
            now.set(10L * (i + 1));
            write(captured(versions.get(i).order()), null);
        }
        return versions;
    }

    private void assertOnly(String... parts) {
        assertThat(differences.first()).hasSize(1);
        assertThat(differences.first().getFirst()).contains(parts);
    }

    private void write(Order order, @Nullable User user) {
        history.written(new Result(order, user), "here");
    }

    private Order captured(Order order) {
        history.capturedOrder(order);
        return order;
    }

    private User captured(User user) {
        history.capturedUser(user);
        return user;
    }

    /** A version by its position, which is its time too. */
    private static Order order(long id, @Nullable Long userId, long lsn) {
        return new Order(id, userId, "product", 1L, 5L, lsn, lsn);
    }

    private static User user(long id, String name, long lsn) {
        return new User(id, name, null, 5L, lsn, lsn);
    }
}
