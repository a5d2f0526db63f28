package dev.tributary.localstack.chaos;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has seen an order go, from which on it must not go back: neither the order's version, nor, as long as it
 * stays with one user, that user's, also over the user's deletion. Positions in the log grow as long as there is neither a
 * failover nor a new snapshot, of which chaos has none.
 *
 * @param result as it was seen last; null if that was a deletion
 * @param lsn of the order, or of its deletion
 * @param at when that was committed
 * @param user the newest version of its user, also if the user is gone; null if it never was with one
 */
record Seen(long id, @Nullable Result result, long lsn, long at, Result.@Nullable User user) {

    static Seen first(Result result) {
        return new Seen(
                result.order().id(),
                result,
                result.order().lsn(),
                result.order().at(),
                result.user());
    }

    /** What is known after this result. */
    Seen then(Result next) {
        Result.User known = next.user() == null && isWithSameUser(next) ? user : next.user();
        return new Seen(id, next, next.order().lsn(), next.order().at(), known);
    }

    Seen thenDeleted(long deletionLsn, long deletedAt) {
        return new Seen(id, null, deletionLsn, deletedAt, null);
    }

    /** In which way a result would be a step back, if it would. */
    Optional<String> backTo(Result next) {
        Result.Order order = next.order();
        if (order.lsn() < lsn || order.at() < at) {
            return Optional.of("order " + id + " goes back in time: from " + version(lsn, at) + " to "
                    + version(order.lsn(), order.at()));
        }
        if (result == null) {
            return order.lsn() == lsn
                    ? Optional.of("order " + id + " is back although it was deleted at " + version(lsn, at))
                    : Optional.empty();
        }
        Result.User before = user;
        Result.User now = next.user();
        if (before == null || now == null || !isWithSameUser(next)) {
            return Optional.empty();
        }
        if (now.lsn() < before.lsn() || now.at() < before.at()) {
            return Optional.of("order " + id + " goes back in time: its user " + now.id() + " from "
                    + version(before.lsn(), before.at()) + " to " + version(now.lsn(), now.at()));
        }
        if (result.user() == null && now.lsn() == before.lsn()) {
            return Optional.of("order " + id + " is with user " + now.id() + " again at " + version(now.lsn(), now.at())
                    + ", which was deleted");
        }
        return Optional.empty();
    }

    /** In which way this deletion would be a step back, if it would. */
    Optional<String> backToDeletion(long deletionLsn, long deletedAt) {
        return deletionLsn < lsn || deletedAt < at
                ? Optional.of("order " + id + " goes back in time: from " + version(lsn, at) + " to its deletion at "
                        + version(deletionLsn, deletedAt))
                : Optional.empty();
    }

    private boolean isWithSameUser(Result next) {
        return result != null
                && Objects.equals(result.order().userId(), next.order().userId());
    }

    private static String version(long lsn, long at) {
        return "LSN " + lsn + " (committed at " + at + " µs)";
    }
}
