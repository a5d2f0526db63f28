package dev.tributary.localstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Every change that was ever captured and every result that was ever written, and whether the one can come of the other: each
 * result pairs a version of its row of the base table with versions of joined rows that there were, none goes back in time, and
 * nothing is written twice. For any thread.
 */
final class History {

    /** How a deletion stands in the sequence of a row. */
    static final long DELETION = 0;

    private static final long LONG_NANOS = Duration.ofSeconds(90).toNanos();

    private final String row;
    private final Differences differences;
    private final LongSupplier nanoTime;
    private final Set<Long> captured = new HashSet<>();
    private final Map<RowId, Long> capturedDeletions = new HashMap<>();
    private final Map<Long, Seen> rows = new HashMap<>();
    private final Map<Long, Long> writtenDeletions = new HashMap<>();
    private final Map<Long, Long> thereSince = new HashMap<>();
    private final Map<Long, List<Version>> sequences = new HashMap<>();
    /** All of them, in the order in which they were read. */
    private final List<Change> changes = new ArrayList<>();

    private final Set<Long> results = new HashSet<>();
    private final List<Long> ids = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private long capturedRecords;
    private long writtenRecords;
    private long mostOutOfDateNanos;

    /** Something that must be true in the end; what proves it may come later by another topic. */
    private record Claim(BooleanSupplier proven, String otherwise) {}

    private record RowId(String row, long id) {}

    private record Deletion(String row, long id, long lsn) {}

    /**
     * What was written of a row.
     *
     * @param readNanos when it had been read from the topic, so that anybody could
     */
    private record Version(long fingerprint, long readNanos) {}

    private record Change(long id, long readNanos) {}

    /** @param row what the view calls one of its rows */
    History(String row, Differences differences) {
        this(row, differences, System::nanoTime);
    }

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    History(String row, Differences differences, LongSupplier nanoTime) {
        this.row = row;
        this.differences = differences;
        this.nanoTime = nanoTime;
    }

    /** @param versions that the row of a change event is: of the base table, and of each join */
    synchronized void captured(List<RowVersion> versions) {
        capturedRecords++;
        versions.forEach(version -> captured.add(Result.fingerprint(version)));
    }

    /** @param names what the view calls rows of the table */
    synchronized void capturedDeletion(List<String> names, long id, long lsn) {
        capturedRecords++;
        for (String name : names) {
            captured.add(Result.fingerprint(new Deletion(name, id, lsn)));
            capturedDeletions.merge(new RowId(name, id), lsn, Math::max);
        }
    }

    /** @param where the record is: topic, partition and offset */
    synchronized void written(Result result, String where) {
        writtenRecords++;
        long id = result.id();
        String name = result.base().name();
        Seen before = rows.get(id);
        Seen after = before == null ? Seen.first(result) : before.then(result);
        rows.put(id, after);
        if (before == null) {
            ids.add(id);
        } else {
            before.backTo(result).ifPresent(wrong -> differences.add(wrong + " (" + where + ")"));
            if (result.equals(before.result())) {
                differences.add(name + " is written twice as " + result + " (" + where + ")");
            }
        }
        if (before == null || before.result() == null) {
            thereSince.put(id, nanoTime.getAsLong());
        }
        append(id, result.fingerprint());
        results.add(result.fingerprint());
        claimCaptured(result.base(), name, where);
        for (int join = 0; join < result.joined().size(); join++) {
            Result.Joined joined = result.joined().get(join);
            RowVersion version = joined.version();
            if (version == null) {
                claimGone(after.newest().get(join).version(), name, where);
                continue;
            }
            claimCaptured(version, name, where);
            if (joined.key() == null || joined.key() != version.id()) {
                differences.add(name + " of " + version.row() + " " + joined.key() + " is with " + version.name() + " ("
                        + where + ")");
            }
        }
    }

    /** @param lsn of the change that deleted it, or -1 if the record does not tell */
    synchronized void writtenDeletion(long id, long lsn, long at, String where) {
        writtenRecords++;
        Seen before = rows.get(id);
        if (before == null || before.result() == null) {
            differences.add(named(id) + " is deleted without being there (" + where + ")");
        }
        if (before != null) {
            long deletionLsn = lsn < 0 ? before.lsn() : lsn;
            long deletedAt = lsn < 0 ? before.at() : at;
            before.backToDeletion(deletionLsn, deletedAt)
                    .ifPresent(wrong -> differences.add(wrong + " (" + where + ")"));
            rows.put(id, before.thenDeleted(deletionLsn, deletedAt));
            writtenDeletions.merge(id, deletionLsn, Math::max);
        }
        thereSince.remove(id);
        append(id, DELETION);
        if (lsn >= 0) {
            long deletion = Result.fingerprint(new Deletion(row, id, lsn));
            claim(
                    () -> captured.contains(deletion),
                    named(id) + " is deleted at LSN " + lsn + ", where no deletion was captured (" + where + ")");
        }
    }

    private void append(long id, long fingerprint) {
        long now = nanoTime.getAsLong();
        versionsOf(id).add(new Version(fingerprint, now));
        changes.add(new Change(id, now));
    }

    private List<Version> versionsOf(long id) {
        return sequences.computeIfAbsent(id, first -> new ArrayList<>());
    }

    private void claimCaptured(RowVersion version, String name, String where) {
        long fingerprint = Result.fingerprint(version);
        claim(
                () -> captured.contains(fingerprint),
                name + " has a version that was never captured: " + version + " (" + where + ")");
    }

    /** @param last the newest version that a row was joined with, if it was with one */
    private void claimGone(@Nullable RowVersion last, String name, String where) {
        if (last != null) {
            RowId id = new RowId(last.row(), last.id());
            claim(
                    () -> capturedDeletions.getOrDefault(id, -1L) > last.lsn(),
                    name + " is without its " + last.name() + ", which was not deleted after LSN " + last.lsn() + " ("
                            + where + ")");
        }
    }

    private String named(long id) {
        return row + " " + id;
    }

    /** An answer has this result. */
    synchronized void claimWritten(Result result, String who) {
        long fingerprint = result.fingerprint();
        claim(() -> results.contains(fingerprint), who + " saw what was never written: " + result);
    }

    /** An answer says that a row is not there, although it was known to be at this position. */
    synchronized void claimDeletedAfter(long id, long lsn, String who) {
        claim(
                () -> writtenDeletions.getOrDefault(id, -1L) > lsn,
                who + " was told that there is no " + named(id) + ", which was known to be there at LSN " + lsn
                        + ", and which was not deleted after that");
    }

    /**
     * An answer is the row as it was when {@link #versionsAt} was called, or as it was at any time after that.
     *
     * @param versions what that call returned
     * @param fingerprint of the result that the answer has; {@link #DELETION} if it says that there is none
     * @param outOfDateNanos for how long that had not been so, for people
     */
    synchronized void claimNotOlder(long id, int versions, long fingerprint, long outOfDateNanos, String who) {
        boolean isProven = versions == 0 || isAmongNewest(id, versions, fingerprint);
        // A deletion that was not read from the topic yet is not told from a row that was not there yet.
        if (isProven || fingerprint != DELETION) {
            mostOutOfDateNanos = Math.max(mostOutOfDateNanos, outOfDateNanos);
        }
        if (!isProven) {
            String what = fingerprint == DELETION ? " found no " : " got an old version of ";
            claim(
                    () -> isAmongNewest(id, versions, fingerprint),
                    String.format(
                            Locale.ROOT, "%s%s%s, out of date by %.1f s", who, what, named(id), outOfDateNanos / 1e9));
        }
    }

    /** The greatest of these, but for answers that turned out to be newer than what was read from the topic. */
    synchronized long mostOutOfDateNanos() {
        return mostOutOfDateNanos;
    }

    private boolean isAmongNewest(long id, int versions, long fingerprint) {
        List<Version> all = versionsOf(id);
        return all.subList(versions - 1, all.size()).stream().anyMatch(version -> version.fingerprint() == fingerprint);
    }

    /** How many versions of the row had been read from the topic at that time; deletions are versions. */
    synchronized int versionsAt(long id, long nanos) {
        List<Version> all = versionsOf(id);
        int count = all.size();
        while (count > 0 && all.get(count - 1).readNanos() - nanos > 0) {
            count--;
        }
        return count;
    }

    /** For how long an answer had been out of date when it was asked for, as far as is known now; 0 if it was not. */
    synchronized long outOfDateNanos(long id, long fingerprint, long askedNanos) {
        List<Version> all = versionsOf(id);
        int next = all.size();
        while (next > 0 && all.get(next - 1).fingerprint() != fingerprint) {
            next--;
        }
        // A version that was not read yet is newer than all of them. Before the first one the row was not there.
        boolean known = next > 0 || fingerprint == DELETION;
        return known && next < all.size()
                ? Math.max(0, askedNanos - all.get(next).readNanos())
                : 0;
    }

    private void claim(BooleanSupplier proven, String otherwise) {
        if (!proven.getAsBoolean()) {
            claims.add(new Claim(proven, otherwise));
        }
    }

    /** Everything captured and written has been told: what is not proven now is wrong. */
    synchronized void settle() {
        for (Claim claim : claims) {
            if (!claim.proven().getAsBoolean()) {
                differences.add(claim.otherwise());
            }
        }
        claims.clear();
    }

    /** The position of a row that has been there for so long that everybody must have heard of it; of no other. */
    synchronized OptionalLong longKnown(long id) {
        Long since = thereSince.get(id);
        Seen seen = rows.get(id);
        return since == null || seen == null || nanoTime.getAsLong() - since < LONG_NANOS
                ? OptionalLong.empty()
                : OptionalLong.of(seen.lsn());
    }

    /** Any row that ever was; 0 if there is none yet. New ones are as likely as all others together. */
    synchronized long anyId(RandomGenerator random) {
        if (ids.isEmpty()) {
            return 0;
        }
        int newest = Math.min(ids.size(), 200);
        return random.nextBoolean()
                ? ids.get(random.nextInt(ids.size()))
                : ids.get(ids.size() - 1 - random.nextInt(newest));
    }

    /** Any row that had a new version in this time; 0 if none had. */
    synchronized long changedBetween(long fromNanos, long untilNanos, RandomGenerator random) {
        int from = changesBefore(fromNanos);
        int until = changesBefore(untilNanos);
        return from == until ? 0 : changes.get(random.nextInt(from, until)).id();
    }

    private int changesBefore(long nanos) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).readNanos() - nanos < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The fingerprints of what was written of each row, one after the other. */
    synchronized Map<Long, List<Long>> sequences() {
        Map<Long, List<Long>> copy = new HashMap<>();
        sequences.forEach((id, sequence) -> {
            if (!sequence.isEmpty()) {
                copy.put(id, sequence.stream().map(Version::fingerprint).toList());
            }
        });
        return copy;
    }

    synchronized long capturedRecords() {
        return capturedRecords;
    }

    synchronized long writtenRecords() {
        return writtenRecords;
    }
}
