package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is on this instance; what the others say is made up. */
class ClusterViewTest {

    private static final int PARTITIONS = 4;
    private static final HostInfo SELF = new HostInfo("self", 1);
    private static final HostInfo A = new HostInfo("a", 1);
    private static final HostInfo B = new HostInfo("b", 1);
    private static final RowQuery ALL = new RowQuery(Optional.empty(), Optional.empty(), 3);

    private final LocalView local = new LocalView(new TestStores().stores, PARTITIONS);
    private final List<Member> members = new ArrayList<>();
    private final FakePeers peers = new FakePeers();
    private final ClusterView cluster = new ClusterView(local, SELF, () -> members, peers);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void readsARowFromTheOwnerOfItsPartition() throws InterruptedException {
        Key id = idIn(2);
        members.add(new Member(A, Set.of(0, 1), Set.of(2)));
        members.add(new Member(B, Set.of(2, 3), Set.of()));
        peers.says(B, read(4, id));
        peers.says(A, read(3, id));

        assertThat(cluster.row(id, fresh(true))).isEqualTo(order(4, id));
        assertThat(peers.asked).containsExactly(B);
    }

    @Test
    void readsFromAStandbyIfThatIsAcceptedAndTheOwnerDoesNotAnswer() throws InterruptedException {
        Key id = idIn(2);
        members.add(new Member(A, Set.of(), Set.of(2)));
        members.add(new Member(B, Set.of(2), Set.of()));
        peers.says(B, new Answer.NotReady<>("being restored"));
        peers.says(A, read(3, id));

        assertThat(cluster.row(id, fresh(false))).isEqualTo(new Answer.NotReady<>("being restored"));
        assertThat(peers.asked).containsExactly(B);
        assertThat(cluster.row(id, fresh(true))).isEqualTo(order(3, id));
        assertThat(peers.asked).containsExactly(B, B, A);
    }

    /** It is the owner: a standby is not nearer to it. */
    @Test
    void asksNobodyElseIfTheOwnerIsBehind() throws InterruptedException {
        Key id = idIn(2);
        members.add(new Member(B, Set.of(2), Set.of()));
        members.add(new Member(A, Set.of(), Set.of(2)));
        Answer<List<ResultRow>> behind =
                new Answer.Behind<>(Position.none(PARTITIONS).with(2, 7));
        peers.says(B, behind);

        assertThat(cluster.row(id, fresh(true))).isEqualTo(behind);
        assertThat(peers.asked).containsExactly(B);
    }

    @Test
    void saysWhichPartitionNobodyHas() throws InterruptedException {
        Key id = idIn(2);
        members.add(new Member(A, Set.of(0, 1, 3), Set.of(2)));
        peers.says(A, page(Map.of(), 1));

        assertThat(cluster.row(id, fresh(false))).isEqualTo(new Answer.Elsewhere<>("no instance has partition 2 now"));
        assertThat(cluster.rows(ALL, fresh(false)))
                .isEqualTo(new Answer.Elsewhere<>("no instance has partitions [2] now"));
    }

    /** What this instance was told of itself may be out of date: it says so, and asks nobody. */
    @Test
    void answersForItselfIfItIsSaidToBeTheOwner() throws InterruptedException {
        members.add(new Member(SELF, Set.of(2), Set.of()));

        assertThat(cluster.row(idIn(2), fresh(false)))
                .isEqualTo(new Answer.Elsewhere<>("partition 2 is not on this instance"));
        assertThat(peers.asked).isEmpty();
    }

    @Test
    void mergesPagesOfAllInstancesByIdUpToTheLimit() throws InterruptedException {
        members.add(new Member(A, Set.of(0, 1), Set.of()));
        members.add(new Member(B, Set.of(2, 3), Set.of()));
        peers.says(A, page(Map.of(0, 5L, 1, 6L), 1, 4, 9));
        peers.says(B, page(Map.of(2, 7L, 3, 8L), -2, 3));

        Answer.Read<List<ResultRow>> read = (Answer.Read<List<ResultRow>>) cluster.rows(ALL, fresh(false));

        assertThat(read.value()).extracting(ResultRow::id).containsExactly(Key.of(-2), Key.of(1), Key.of(3));
        assertThat(read.position()).isEqualTo(Position.of(5, 6, 7, 8));
        assertThat(peers.asked).containsExactlyInAnyOrder(A, B);
        assertThat(peers.partitions).containsExactlyInAnyOrder(Set.of(0, 1), Set.of(2, 3));
    }

    @Test
    void hasNoPageIfAPartOfItIsMissing() throws InterruptedException {
        members.add(new Member(A, Set.of(0, 1), Set.of()));
        members.add(new Member(B, Set.of(2, 3), Set.of()));
        peers.says(A, page(Map.of(0, 5L, 1, 6L), 1));
        peers.says(B, new Answer.NotReady<>("being restored"));
        assertThat(cluster.rows(ALL, fresh(false))).isEqualTo(new Answer.NotReady<>("being restored"));

        peers.says(B, new Answer.Behind<>(Position.none(PARTITIONS).with(2, 3)));
        assertThat(cluster.rows(ALL, fresh(false)))
                .as("behind in one, and known of the others")
                .isEqualTo(new Answer.Behind<>(
                        Position.none(PARTITIONS).with(0, 5).with(1, 6).with(2, 3)));

        peers.says(A, new Answer.Elsewhere<>("gone"));
        assertThat(cluster.rows(ALL, fresh(false)))
                .as("to wait longer would not help")
                .isEqualTo(new Answer.Elsewhere<>("gone"));
    }

    @Test
    void fillsAPageFromAStandbyIfThatIsAccepted() throws InterruptedException {
        members.add(new Member(A, Set.of(0, 1), Set.of(2, 3)));
        members.add(new Member(B, Set.of(2, 3), Set.of()));
        peers.says(A, page(Map.of(), 1));
        peers.says(B, new Answer.Elsewhere<>("it does not answer"));

        assertThat(cluster.rows(ALL, fresh(true))).isInstanceOf(Answer.Read.class);
        assertThat(peers.partitions).containsExactlyInAnyOrder(Set.of(0, 1), Set.of(2, 3), Set.of(2, 3));
    }

    @Test
    void failsAsTheInstanceThatItAsksDoes() {
        members.add(new Member(A, Set.of(0, 1, 2, 3), Set.of()));
        peers.answers.put(A, () -> {
            throw new IllegalArgumentException("too long");
        });

        assertThatThrownBy(() -> cluster.rows(ALL, fresh(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("too long");
    }

    private Key idIn(int partition) {
        return LongStream.range(1, 10_000)
                .mapToObj(Key::of)
                .filter(id -> local.partitionOf(id) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static Freshness fresh(boolean standby) {
        return new Freshness(Position.none(PARTITIONS), System.nanoTime(), standby);
    }

    private static final Map<Key, ResultRow> ROWS = new HashMap<>();

    /** The same row for the same id, since rows are compared by their arrays. */
    private static ResultRow row(Key id) {
        return ROWS.computeIfAbsent(id, any -> new ResultRow(id, 0, new byte[0]));
    }

    private static Answer.Read<List<ResultRow>> read(long offset, Key id) {
        return new Answer.Read<>(List.of(row(id)), Position.none(PARTITIONS).with(2, offset));
    }

    private static Answer<Optional<ResultRow>> order(long offset, Key id) {
        return new Answer.Read<>(Optional.of(row(id)), Position.none(PARTITIONS).with(2, offset));
    }

    private static Answer<List<ResultRow>> page(Map<Integer, Long> offsets, long... ids) {
        Position position = Position.none(PARTITIONS);
        for (Map.Entry<Integer, Long> offset : offsets.entrySet()) {
            position = position.with(offset.getKey(), offset.getValue());
        }
        return new Answer.Read<>(
                LongStream.of(ids).mapToObj(Key::of).map(ClusterViewTest::row).toList(), position);
    }

    private static final class FakePeers implements Peers {
        private final Map<HostInfo, Supplier<Answer<List<ResultRow>>>> answers = new HashMap<>();
        private final Collection<HostInfo> asked = new ConcurrentLinkedQueue<>();
        private final Collection<Set<Integer>> partitions = new ConcurrentLinkedQueue<>();

        void says(HostInfo peer, Answer<List<ResultRow>> answer) {
            answers.put(peer, () -> answer);
        }

        @Override
        public Answer<Optional<ResultRow>> row(HostInfo peer, Key id, Freshness freshness) {
            asked.add(peer);
            return switch (answers.get(peer).get()) {
                case Answer.Read<List<ResultRow>> read ->
                    new Answer.Read<>(read.value().stream().findFirst(), read.position());
                case Answer<List<ResultRow>> failed -> Answer.failure(failed);
            };
        }

        @Override
        public Answer<List<ResultRow>> rows(
                HostInfo peer, Collection<Integer> ofPartitions, RowQuery query, Freshness freshness) {
            asked.add(peer);
            partitions.add(new TreeSet<>(ofPartitions));
            return answers.get(peer).get();
        }

        @Override
        public void await(HostInfo peer, Collection<Integer> ofPartitions, Freshness freshness) {
            asked.add(peer);
        }

        @Override
        public OptionalLong recordsBehind(HostInfo peer) {
            throw new UnsupportedOperationException();
        }
    }
}
