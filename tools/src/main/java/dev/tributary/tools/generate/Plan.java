package dev.tributary.tools.generate;

import java.util.List;

/**
 * One transaction.
 *
 * @param changes in the order in which they are to be made
 * @param rollBack whether to take it all back at the end
 */
record Plan(List<Change> changes, boolean rollBack) {

    Plan {
        changes = List.copyOf(changes);
    }
}
