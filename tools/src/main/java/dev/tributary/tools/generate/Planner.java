package dev.tributary.tools.generate;

import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Decides what the next transaction does: the same seed and the same known ids give the same plan. */
abstract class Planner {

    private static final int ROLL_BACK_ONE_IN = 50;
    private static final int DELETION_ONE_IN = 25;

    final RandomGenerator random;

    Planner(RandomGenerator random) {
        this.random = random;
    }

    /** What has to be known of the tables. */
    abstract List<KnownIds> known();

    /** Needs as many reserved ids in each known table as there may be rows. */
    final Plan next(int maxRows) {
        boolean rollBack = random.nextInt(ROLL_BACK_ONE_IN) == 0;
        List<Change> deletion = deletion();
        if (!deletion.isEmpty() && deletion.size() <= maxRows && random.nextInt(DELETION_ONE_IN) == 0) {
            // Alone, because deleting a row excludes everybody who refers to it: holding no other lock, this
            // transaction cannot be part of a deadlock.
            return new Plan(deletion, rollBack);
        }
        int rows = 1 + random.nextInt(maxRows);
        Draft draft = draft();
        for (int i = 0; i < rows; i++) {
            add(random.nextInt(100), draft);
        }
        return draft.finish(rollBack);
    }

    /** Deletes a row that orders may refer to, if none does; empty if no such row is known. */
    abstract List<Change> deletion();

    abstract Draft draft();

    /** Adds a change of an order that is known, or an insertion where none is. */
    final void changeOrder(Draft draft, IntFunction<Change> change) {
        if (!draft.changeOrder(change)) {
            insertOrder(draft);
        }
    }

    /** Adds an insertion of an order, or of what it needs first. */
    abstract void insertOrder(Draft draft);

    /**
     * Adds a change.
     *
     * @param choice of what kind it is, from 0 to 99
     */
    abstract void add(int choice, Draft draft);
}
