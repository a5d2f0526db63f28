package dev.tributary.localstack.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has seen a row of the view go, from which on it must not go back: neither its own version, nor, as long as it refers to
 * one joined row, that row's, also over that row's deletion; each of the joins by itself. Positions in the log grow as long as there is
 * neither a failover nor a new snapshot, of which chaos has none.
 *
 * @param name such as {@code order 7}
 * @param result as it was seen last; null if that was a deletion
 * @param lsn of the row, or of its deletion
 * @param at when that was committed
 * @param newest what it refers to, by join, with the newest version that was seen, also if that row is gone; empty after a deletion
 */
record Seen(String name, @Nullable Result result, long lsn, long at, List<Result.Joined> newest) {

    Seen {
        newest = List.copyOf(newest);
    }

    static Seen first(Result result) {
        return new Seen(
                result.base().name(), result, result.base().lsn(), result.base().at(), result.joined());
    }

    /** What is known after this result. */
    Seen then(Result next) {
        List<Result.Joined> known = new ArrayList<>(next.joined());
        for (int join = 0; join < newest.size(); join++) {
            Result.Joined now = known.get(join);
            if (now.version() == null && now.hasKeyOf(newest.get(join))) {
                known.set(join, newest.get(join));
            }
        }
        return new Seen(name, next, next.base().lsn(), next.base().at(), known);
    }

    Seen thenDeleted(long deletionLsn, long deletedAt) {
        return new Seen(name, null, deletionLsn, deletedAt, List.of());
    }

    /** In which way a result would be a step back, if it would. */
    Optional<String> backTo(Result next) {
        RowVersion row = next.base();
        if (row.lsn() < lsn || row.at() < at) {
            return Optional.of(
                    name + " goes back in time: from " + RowVersion.position(lsn, at) + " to " + row.position());
        }
        Result last = result;
        if (last == null) {
            return row.lsn() == lsn
                    ? Optional.of(name + " is back although it was deleted at " + RowVersion.position(lsn, at))
                    : Optional.empty();
        }
        for (int join = 0; join < newest.size(); join++) {
            boolean isGone = last.joined().get(join).version() == null;
            Optional<String> wrong =
                    backTo(newest.get(join), isGone, next.joined().get(join));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    /** @param isGone whether the joined row was not there any more */
    private Optional<String> backTo(Result.Joined last, boolean isGone, Result.Joined next) {
        RowVersion before = last.version();
        RowVersion now = next.version();
        if (before == null || now == null || !next.hasKeyOf(last)) {
            return Optional.empty();
        }
        if (now.isOlderThan(before)) {
            return Optional.of(name + " goes back in time: its " + now.name() + " from " + before.position() + " to "
                    + now.position());
        }
        if (isGone && now.lsn() == before.lsn()) {
            return Optional.of(name + " is with " + now.name() + " again at " + now.position() + ", which was deleted");
        }
        return Optional.empty();
    }

    /** In which way this deletion would be a step back, if it would. */
    Optional<String> backToDeletion(long deletionLsn, long deletedAt) {
        return deletionLsn < lsn || deletedAt < at
                ? Optional.of(name + " goes back in time: from " + RowVersion.position(lsn, at) + " to its deletion at "
                        + RowVersion.position(deletionLsn, deletedAt))
                : Optional.empty();
    }
}
