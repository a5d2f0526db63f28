package dev.tributary.tools.generate;

import dev.tributary.tools.generate.Catalogue.Person;
import dev.tributary.tools.generate.Change.DeleteOrder;
import dev.tributary.tools.generate.Change.DeleteUser;
import dev.tributary.tools.generate.Change.InsertOrder;
import dev.tributary.tools.generate.Change.InsertUser;
import dev.tributary.tools.generate.Change.MoveOrder;
import dev.tributary.tools.generate.Change.UpdateOrder;
import dev.tributary.tools.generate.Change.UpdateUser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Decides what the next transaction does: the same seed and the same known ids give the same plan. */
final class Planner {

    private static final int ROLL_BACK_ONE_IN = 50;
    private static final int DELETE_USER_ONE_IN = 25;

    /** Shares of the changes, out of a hundred; what is left over is insertions of orders. */
    private static final int UPDATE_ORDER = 28;

    private static final int UPDATE_USER = 14;
    private static final int MOVE_ORDER = 12;
    private static final int INSERT_USER = 8;
    private static final int DELETE_ORDER = 10;

    /** One move out of so many leaves the order without a user. */
    private static final int TO_NOBODY_ONE_IN = 4;

    private static final int WITHOUT_USER_ONE_IN = 30;

    private final RandomGenerator random;
    private final KnownIds users;
    private final KnownIds orders;

    Planner(RandomGenerator random, KnownIds users, KnownIds orders) {
        this.random = random;
        this.users = users;
        this.orders = orders;
    }

    /** Needs as many reserved ids in both tables as there may be rows. */
    Plan next(int maxRows) {
        boolean rollBack = random.nextInt(ROLL_BACK_ONE_IN) == 0;
        OptionalInt leaving = users.existing().last();
        if (leaving.isPresent() && random.nextInt(DELETE_USER_ONE_IN) == 0) {
            // Alone, because deleting a user excludes everybody who refers to him: holding no other lock, this
            // transaction cannot be part of a deadlock.
            return new Plan(List.of(new DeleteUser(leaving.getAsInt())), rollBack);
        }
        int rows = 1 + random.nextInt(maxRows);
        Draft draft = new Draft();
        for (int i = 0; i < rows; i++) {
            draft.add();
        }
        return draft.finish(rollBack);
    }

    /** One transaction in the making. */
    private final class Draft {
        private final List<Change> changes = new ArrayList<>();
        private final Set<Integer> deletedOrders = new HashSet<>();
        private OptionalInt newUser = OptionalInt.empty();

        void add() {
            int choice = random.nextInt(100);
            if ((choice -= UPDATE_ORDER) < 0) {
                existingOrder(id -> new UpdateOrder(id, Catalogue.product(random), Catalogue.quantity(random)));
            } else if ((choice -= UPDATE_USER) < 0) {
                updateUser();
            } else if ((choice -= MOVE_ORDER) < 0) {
                existingOrder(id -> new MoveOrder(id, someUserOrNobody(TO_NOBODY_ONE_IN)));
            } else if ((choice -= INSERT_USER) < 0) {
                insertUser();
            } else if ((choice -= DELETE_ORDER) < 0) {
                existingOrder(DeleteOrder::new);
            } else {
                insertOrder();
            }
        }

        private void existingOrder(IntFunction<Change> change) {
            OptionalInt id = orders.existing().pick(random);
            if (id.isEmpty() || deletedOrders.contains(id.getAsInt())) {
                insertOrder();
                return;
            }
            Change made = change.apply(id.getAsInt());
            if (made instanceof DeleteOrder) {
                deletedOrders.add(made.id());
            }
            changes.add(made);
        }

        private void updateUser() {
            OptionalInt id = users.existing().pickSkewed(random);
            if (id.isEmpty()) {
                insertUser();
                return;
            }
            Person person = Catalogue.person(id.getAsInt(), random);
            changes.add(new UpdateUser(id.getAsInt(), person.name(), person.email()));
        }

        private void insertUser() {
            int id = users.takeReserved();
            Person person = Catalogue.person(id, random);
            changes.add(new InsertUser(id, person.name(), person.email()));
            newUser = OptionalInt.of(id);
        }

        private void insertOrder() {
            changes.add(new InsertOrder(
                    orders.takeReserved(),
                    someUserOrNobody(WITHOUT_USER_ONE_IN),
                    Catalogue.product(random),
                    Catalogue.quantity(random)));
        }

        private OptionalInt someUserOrNobody(int nobodyOneIn) {
            if (random.nextInt(nobodyOneIn) == 0) {
                return OptionalInt.empty();
            }
            // A new customer orders at once more often than not.
            return newUser.isPresent() && random.nextBoolean()
                    ? newUser
                    : users.existing().pickSkewed(random);
        }

        Plan finish(boolean rollBack) {
            changes.sort(Change.LOCK_ORDER);
            return new Plan(changes, rollBack);
        }
    }
}
