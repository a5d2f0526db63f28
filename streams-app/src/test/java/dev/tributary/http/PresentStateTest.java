package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PresentStateTest {

    private static final Optional<RowQuery.Reference> ALL = Optional.empty();
    private static final Position POSITION = Position.of(10, 10);
    private static final byte[] VALUE = {};

    private final List<RowQuery> queries = new ArrayList<>();
    private final List<Freshness> awaited = new ArrayList<>();

    @Test
    void readsPageAfterPage() throws Exception {
        PresentState state =
                state(Optional.of(new RowQuery.Reference(0, Key.of(7))), page(LongStream.rangeClosed(1, 2_500)));

        assertThat(read(state)).hasSize(1_000);
        assertThat(state.isComplete()).isFalse();
        assertThat(read(state)).hasSize(1_000);
        assertThat(read(state)).hasSize(500);
        assertThat(state.isComplete()).isTrue();
        assertThat(queries)
                .extracting(RowQuery::reference)
                .containsOnly(Optional.of(new RowQuery.Reference(0, Key.of(7))));
        assertThat(queries)
                .extracting(RowQuery::after)
                .containsExactly(Optional.empty(), Optional.of(Key.of(1_000)), Optional.of(Key.of(2_000)));
    }

    @Test
    void anEmptyPageBehindAFullOneIsTheLast() throws Exception {
        PresentState state = state(ALL, page(LongStream.rangeClosed(1, 1_000)));

        assertThat(read(state)).hasSize(1_000);
        assertThat(state.isComplete()).isFalse();
        assertThat(read(state)).isEmpty();
        assertThat(state.isComplete()).isTrue();
    }

    @Test
    void includesRowsUpToTheLastOfThePages() throws Exception {
        PresentState state = state(ALL, page(LongStream.rangeClosed(-5, 2_000)));

        assertThat(state.includes(Key.of(Long.MIN_VALUE))).isFalse();
        read(state);
        assertThat(state.includes(Key.of(994))).isTrue();
        assertThat(state.includes(Key.of(-6)))
                .as("it would be there if it existed")
                .isTrue();
        assertThat(state.includes(Key.of(995))).isFalse();
        read(state);
        read(state);
        assertThat(state.includes(Key.of(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void includesTextsUpToTheLastOfThePages() throws Exception {
        List<Key> ids = new ArrayList<>(List.of(Key.of("")));
        for (int number = 1_000; number < 2_500; number++) {
            ids.add(Key.of("a" + number));
        }
        PresentState state = state(ALL, page(ids));

        assertThat(state.includes(Key.of(""))).isFalse();
        read(state);
        assertThat(state.includes(Key.of(""))).isTrue();
        assertThat(state.includes(Key.of("a1998"))).isTrue();
        assertThat(state.includes(Key.of("a1999"))).isFalse();
        assertThat(state.includes(Key.of("a19980"))).isFalse();
        read(state);
        assertThat(state.includes(Key.of("b"))).isTrue();
    }

    @Test
    void isAheadUntilTheChangesOfItsRowsHavePassed() throws Exception {
        PresentState state = state(
                ALL,
                (query, freshness) -> new Answer.Read<>(
                        List.of(new ResultRow(Key.of(1), 10, VALUE), new ResultRow(Key.of(2), 12, VALUE)), POSITION));
        read(state);

        assertThat(state.isAhead()).isTrue();
        assertThat(state.pass(change(2, 11))).isTrue();
        assertThat(state.isAhead()).isTrue();
        assertThat(state.pass(change(1, 11))).as("it was not ahead").isFalse();
        assertThat(state.pass(change(2, 12))).isTrue();
        assertThat(state.isAhead()).isFalse();
        assertThat(state.pass(change(2, 13))).isFalse();
    }

    @Test
    void isPassedByALaterChangeOfTheRow() throws Exception {
        PresentState state = state(
                ALL, (query, freshness) -> new Answer.Read<>(List.of(new ResultRow(Key.of(2), 12, VALUE)), POSITION));
        read(state);

        assertThat(state.pass(change(2, 13))).isFalse();
        assertThat(state.isAhead()).isFalse();
    }

    @Test
    void waitsUntilTheViewIsAsFreshAsTheStream() throws Exception {
        PresentState state = state(
                ALL,
                (query, freshness) -> awaited.isEmpty()
                        ? new Answer.Behind<>(Position.of(9, 9))
                        : new Answer.Read<>(List.of(), POSITION));

        assertThat(read(state)).isEmpty();
        assertThat(awaited).extracting(Freshness::atLeast).containsExactly(POSITION);
    }

    /** What is waited at may refuse, and the page be behind again and again. */
    @Test
    void doesNotAskWithoutAPauseWhereWaitingEndsAtOnce() throws Exception {
        PresentState state = new PresentState(
                pages((query, freshness) -> new Answer.Behind<>(Position.of(9, 9))), 2, ALL, Duration.ofMillis(500));

        assertThat(state.page(POSITION)).isInstanceOf(Answer.Behind.class);
        assertThat(queries).hasSizeLessThan(10);
    }

    @Test
    void triesAgainWhileDataMoves() throws Exception {
        PresentState state = state(
                ALL,
                (query, freshness) -> queries.size() < 3
                        ? new Answer.Elsewhere<>("it moves")
                        : new Answer.Read<>(List.of(), POSITION));

        assertThat(read(state)).isEmpty();
        assertThat(queries).hasSize(3);
    }

    @Test
    void saysWhyThereIsNoPage() throws Exception {
        PresentState state =
                new PresentState(pages((query, freshness) -> new Answer.NotReady<>("no")), 2, ALL, Duration.ZERO);

        assertThat(state.page(POSITION)).isEqualTo(new Answer.NotReady<>("no"));
        assertThat(state.isComplete()).isFalse();
    }

    private PresentState state(
            Optional<RowQuery.Reference> user, BiFunction<RowQuery, Freshness, Answer<List<ResultRow>>> rows) {
        return new PresentState(pages(rows), 2, user, Duration.ofSeconds(30));
    }

    private PresentState.Pages pages(BiFunction<RowQuery, Freshness, Answer<List<ResultRow>>> rows) {
        return new PresentState.Pages() {
            @Override
            public Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) {
                queries.add(query);
                return rows.apply(query, freshness);
            }

            @Override
            public void await(Freshness freshness) {
                awaited.add(freshness);
            }
        };
    }

    private static BiFunction<RowQuery, Freshness, Answer<List<ResultRow>>> page(LongStream ids) {
        return page(ids.mapToObj(Key::of).toList());
    }

    private static BiFunction<RowQuery, Freshness, Answer<List<ResultRow>>> page(List<Key> ids) {
        List<ResultRow> rows =
                ids.stream().map(id -> new ResultRow(id, 1, VALUE)).toList();
        return (query, freshness) -> new Answer.Read<>(
                rows.stream()
                        .filter(row -> query.after()
                                .filter(after -> row.id().compareTo(after) <= 0)
                                .isEmpty())
                        .limit(query.limit())
                        .toList(),
                POSITION);
    }

    private static List<ResultRow> read(PresentState state) throws InterruptedException {
        return ((Answer.Read<List<ResultRow>>) state.page(POSITION)).value();
    }

    private static Change change(long order, long offset) {
        return new Change(0, offset, Key.of(order), ForeignKeys.of(1), ForeignKeys.of(1), VALUE, VALUE);
    }
}
