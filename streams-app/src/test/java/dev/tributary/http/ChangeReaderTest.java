package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.view.KeyedViews;
import dev.tributary.view.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangeReaderTest {

    private static final Duration NOW = Duration.ZERO;
    private static final long ADA = 1;
    private static final long BOB = 2;

    private final FakeTopic topic = new FakeTopic();
    private final ChangeReader reader = topic.reader();

    @Test
    void beginsSoManyOffsetsBeforeTheEndOfEachPartition() {
        for (int i = 0; i < 100; i++) {
            topic.order(i, ADA, i);
        }
        Position end = topic.end();

        assertThat(reader.seekBeforeEnd(10)).isEqualTo(end);
        assertThat(reader.reached()).isEqualTo(Position.of(end.offset(0) - 10, end.offset(1) - 10));
        assertThat(reader.poll(NOW)).hasSize(20);
        assertThat(reader.reached()).isEqualTo(end);
    }

    @Test
    void beginsAtTheBeginningOfATopicThatIsShorter() {
        topic.order(1, ADA, 1);

        assertThat(reader.seekBeforeEnd(10)).isEqualTo(topic.end());
        assertThat(reader.reached()).isEqualTo(Position.none(FakeTopic.PARTITIONS));
        assertThat(reader.poll(NOW)).hasSize(1);
    }

    @Test
    void beginsBehindWhatRetentionHasDeleted() {
        topic.order(1, ADA, 1);
        topic.marker();
        topic.truncate();
        topic.order(2, ADA, 1);

        reader.seekBeforeEnd(10);

        assertThat(reader.poll(NOW)).extracting(Change::key).containsExactly(Key.of(2));
    }

    /** Replayed: its event is empty, so that nobody gives out its id as of now. */
    @Test
    void knowsWhatWasThereBeforeIt() {
        topic.order(1, ADA, 1);
        topic.marker();
        reader.seekBeforeEnd(10);
        assertThat(reader.poll(NOW)).allMatch(Change::isReplayed).hasSize(1);

        topic.order(1, ADA, 2);
        topic.delete(1, ADA);
        assertThat(reader.poll(NOW)).noneMatch(Change::isReplayed).hasSize(2);

        ChangeReader behind = topic.reader();
        assertThat(behind.seekBehind(Position.none(FakeTopic.PARTITIONS))).isTrue();
        topic.order(1, ADA, 3);
        assertThat(behind.poll(NOW)).allMatch(Change::isReplayed).hasSize(4);
    }

    @Test
    void hasWhatAChangeIs() {
        reader.seekBeforeEnd(0);
        long first = topic.order(7, ADA, 5);
        topic.move(7, ADA, BOB);
        topic.delete(7, BOB);

        List<Change> changes = reader.poll(NOW);

        assertThat(changes).extracting(Change::key).containsOnly(Key.of(7));
        assertThat(changes).extracting(Change::partition).containsOnly(FakeTopic.partitionOf(7));
        assertThat(changes).extracting(Change::offset).containsExactly(first, first + 1, first + 2);
        assertThat(changes).extracting(Change::foreignKeys).containsExactly(user(ADA), user(BOB), ForeignKeys.of(1));
        assertThat(changes).extracting(Change::previous).containsExactly(ForeignKeys.of(1), user(ADA), user(BOB));
        assertThat(changes).extracting(Change::isDeletion).containsExactly(false, false, true);
        assertThat(changes.getFirst().json()).asString().contains("\"quantity\":5");
        assertThat(changes.getFirst().event()).asString().startsWith("event: order\nid: ");
        assertThat(changes.getLast().event()).asString().startsWith("event: removed\nid: ");
    }

    @Test
    void hasWhatAChangeOfARowIsWhoseKeyIsAText() {
        FakeTopic texts = new FakeTopic(KeyedViews.of(KeyedViews.TEXT, KeyedViews.UUID));
        ChangeReader source = texts.reader();
        source.seekBeforeEnd(0);
        Key order = Key.of("a\"\n/ß");
        Key user = Key.of("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
        texts.order(order, user, 5);
        texts.delete(order, user);

        List<Change> changes = source.poll(NOW);

        assertThat(changes).extracting(Change::key).containsExactly(order, order);
        assertThat(changes.getFirst().foreignKeys()).isEqualTo(ForeignKeys.of(1).set(0, user));
        assertThat(changes.getLast().previous()).isEqualTo(ForeignKeys.of(1).set(0, user));
        assertThat(changes.getFirst().json())
                .asString()
                .startsWith("{\"id\":\"a\\\"\\n/ß\",\"user_id\":\"0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01\",");
        assertThat(changes.getLast().event()).asString().endsWith("data: {\"id\":\"a\\\"\\n/ß\"}\n\n");
    }

    /** A permit that is released twice lets one reader too many in. */
    @Test
    void saysOnceThatItIsClosedThoughClosingFails() {
        List<String> closed = new ArrayList<>();
        reader.onClose(() -> closed.add("closed"));
        topic.failOnClose(new InterruptException("cut off"));

        assertThatThrownBy(reader::close).isInstanceOf(InterruptException.class);
        reader.close();

        assertThat(closed).hasSize(1);
    }

    @Test
    void passesMarkers() {
        topic.order(7, ADA, 5);
        reader.seekBeforeEnd(0);
        topic.marker();

        assertThat(reader.poll(NOW)).isEmpty();
        assertThat(reader.reached()).isEqualTo(topic.end());
    }

    @Test
    void saysWhetherAllBehindAPositionIsThere() {
        topic.order(1, ADA, 1);
        topic.order(2, ADA, 1);
        topic.order(3, ADA, 1);
        topic.order(4, ADA, 1);
        topic.truncate();
        Position kept = topic.end();

        assertThat(reader.seekBehind(kept)).isTrue();
        assertThat(reader.reached()).isEqualTo(kept);
        assertThat(reader.seekBehind(Position.of(kept.offset(0) - 1, kept.offset(1))))
                .isFalse();
        assertThat(reader.seekBehind(Position.of(kept.offset(0), kept.offset(1) - 1)))
                .isFalse();
    }

    @Test
    void readsUpToAPositionAndNotBeyond() throws Exception {
        for (int i = 0; i < 20; i++) {
            topic.order(i, ADA, i);
        }
        Position end = topic.end();
        for (int i = 0; i < 20; i++) {
            topic.order(i, ADA, 100 + i);
        }
        reader.seekBehind(Position.none(FakeTopic.PARTITIONS));
        List<Integer> pauses = new ArrayList<>();
        List<Change> read = new ArrayList<>();

        reader.readUntil(end, new ChangeReader.ChangeSink() {
            @Override
            public void accept(Change change) {
                read.add(change);
                assertThat(reader.reached().offset(change.partition())).isEqualTo(change.offset());
            }

            @Override
            public void pause() {
                pauses.add(read.size());
            }
        });

        assertThat(read).hasSize(20).noneMatch(change -> change.offset() > end.offset(change.partition()));
        assertThat(reader.reached()).isEqualTo(end);
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void readsNothingWhereItIsThereAlready() throws Exception {
        topic.order(1, ADA, 1);
        topic.marker();
        reader.seekBehind(topic.end());

        reader.readUntil(topic.end(), new ChangeReader.ChangeSink() {
            @Override
            public void accept(Change change) {
                throw new AssertionError(change);
            }

            @Override
            public void pause() {
                throw new AssertionError("nothing is to be read");
            }
        });
    }

    @Test
    void tellsWhenItIsClosed() {
        List<String> told = new ArrayList<>();
        reader.onClose(() -> told.add("closed"));

        reader.close();

        assertThat(told).containsExactly("closed");
        assertThat(topic.open()).isZero();
    }

    private static ForeignKeys user(long id) {
        return ForeignKeys.of(1).set(0, Key.of(id));
    }
}
