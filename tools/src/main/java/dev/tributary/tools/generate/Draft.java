package dev.tributary.tools.generate;

import dev.tributary.tools.generate.Operation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** One transaction in the making: changes of orders, of those who order, and of other rows. */
final class Draft {

    private final RandomGenerator random;
    private final KnownIds buyers;
    private final KnownIds orders;
    private final List<Change> changes = new ArrayList<>();
    private final Set<Integer> deletedOrders = new HashSet<>();
    private OptionalInt newBuyer = OptionalInt.empty();

    Draft(RandomGenerator random, KnownIds buyers, KnownIds orders) {
        this.random = random;
        this.buyers = buyers;
        this.orders = orders;
    }

    void add(Change change) {
        changes.add(change);
    }

    void addBuyer(Change insert) {
        add(insert);
        newBuyer = OptionalInt.of(insert.id());
    }

    /**
     * Changes or deletes an order.
     *
     * @return false if no order is known, or if the transaction has deleted the one that was picked
     */
    boolean changeOrder(IntFunction<Change> change) {
        OptionalInt id = orders.existing().pick(random);
        if (id.isEmpty() || deletedOrders.contains(id.getAsInt())) {
            return false;
        }
        Change made = change.apply(id.getAsInt());
        if (made.is(Kind.DELETE)) {
            deletedOrders.add(made.id());
        }
        add(made);
        return true;
    }

    /** Who places an order: a new customer does so at once more often than not. */
    OptionalInt buyer() {
        return newBuyer.isPresent() && random.nextBoolean()
                ? newBuyer
                : buyers.existing().pickSkewed(random);
    }

    Plan finish(boolean rollBack) {
        changes.sort(Change.LOCK_ORDER);
        return new Plan(changes, rollBack);
    }
}
