package dev.tributary.tools.generate;

import dev.tributary.tools.generate.Catalogue.Person;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Changes of users and of their orders. */
final class ShopPlanner extends Planner {

    static final Table USERS = new Table("public.users", 0);
    static final Table ORDERS = new Table("public.orders", 1);

    static final Operation INSERT_USER =
            Operation.insert(USERS, "INSERT INTO public.users (id, name, email) VALUES (?, ?, ?)");
    static final Operation UPDATE_USER =
            Operation.update(USERS, "UPDATE public.users SET name = ?, email = ? WHERE id = ?");

    /** Does nothing if the user has orders. */
    static final Operation DELETE_USER = Operation.delete(
            USERS,
            "DELETE FROM public.users WHERE id = ? AND NOT EXISTS"
                    + " (SELECT FROM public.orders WHERE orders.user_id = users.id)");

    /** Without a user, or with one who turns out to be gone, the order has none. */
    static final Operation INSERT_ORDER = Operation.insert(
            ORDERS,
            "INSERT INTO public.orders (id, user_id, product_name, quantity)"
                    + " VALUES (?, (SELECT id FROM public.users WHERE id = ?), ?, ?)");

    static final Operation UPDATE_ORDER =
            Operation.update(ORDERS, "UPDATE public.orders SET product_name = ?, quantity = ? WHERE id = ?");

    /** To another user, to none, or from none to one. */
    static final Operation MOVE_ORDER = Operation.update(
            ORDERS, "UPDATE public.orders SET user_id = (SELECT id FROM public.users WHERE id = ?) WHERE id = ?");

    static final Operation DELETE_ORDER = Operation.delete(ORDERS, "DELETE FROM public.orders WHERE id = ?");

    /** Shares of the changes, out of a hundred; what is left over is insertions of orders. */
    private static final int UPDATES_OF_ORDERS = 28;

    private static final int UPDATES_OF_USERS = 14;
    private static final int MOVES = 12;
    private static final int NEW_USERS = 8;
    private static final int DELETIONS_OF_ORDERS = 10;

    /** One move out of so many leaves the order without a user. */
    private static final int TO_NOBODY_ONE_IN = 4;

    private static final int WITHOUT_USER_ONE_IN = 30;

    private final KnownIds users = new KnownIds(USERS);
    private final KnownIds orders = new KnownIds(ORDERS);

    ShopPlanner(RandomGenerator random) {
        super(random);
    }

    @Override
    List<KnownIds> known() {
        return List.of(users, orders);
    }

    @Override
    List<Change> deletion() {
        OptionalInt leaving = users.existing().last();
        return leaving.isEmpty() ? List.of() : List.of(Change.of(DELETE_USER, leaving.getAsInt(), leaving.getAsInt()));
    }

    @Override
    Draft draft() {
        return new Draft(random, users, orders);
    }

    @Override
    void add(int choice, Draft draft) {
        int left = choice;
        if ((left -= UPDATES_OF_ORDERS) < 0) {
            changeOrder(draft, id -> Change.of(UPDATE_ORDER, id, Catalogue.description(random), quantity(), id));
        } else if ((left -= UPDATES_OF_USERS) < 0) {
            updateUser(draft);
        } else if ((left -= MOVES) < 0) {
            changeOrder(draft, id -> Change.of(MOVE_ORDER, id, buyerOrNobody(draft, TO_NOBODY_ONE_IN), id));
        } else if ((left -= NEW_USERS) < 0) {
            insertUser(draft);
        } else if ((left -= DELETIONS_OF_ORDERS) < 0) {
            changeOrder(draft, id -> Change.of(DELETE_ORDER, id, id));
        } else {
            insertOrder(draft);
        }
    }

    private void updateUser(Draft draft) {
        OptionalInt id = users.existing().pickSkewed(random);
        if (id.isEmpty()) {
            insertUser(draft);
            return;
        }
        Person person = Catalogue.person(id.getAsInt(), random);
        draft.add(Change.of(UPDATE_USER, id.getAsInt(), person.name(), person.email(), id.getAsInt()));
    }

    private void insertUser(Draft draft) {
        int id = users.takeReserved();
        Person person = Catalogue.person(id, random);
        draft.addBuyer(Change.of(INSERT_USER, id, id, person.name(), person.email()));
    }

    @Override
    void insertOrder(Draft draft) {
        int id = orders.takeReserved();
        draft.add(Change.of(
                INSERT_ORDER,
                id,
                id,
                buyerOrNobody(draft, WITHOUT_USER_ONE_IN),
                Catalogue.description(random),
                quantity()));
    }

    private @Nullable Integer quantity() {
        return Catalogue.orNull(Catalogue.quantity(random), random);
    }

    private @Nullable Integer buyerOrNobody(Draft draft, int nobodyOneIn) {
        if (random.nextInt(nobodyOneIn) == 0) {
            return null;
        }
        OptionalInt buyer = draft.buyer();
        return buyer.isPresent() ? (Integer) buyer.getAsInt() : null;
    }
}
