package dev.tributary.tools.generate;

import java.time.LocalDate;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Changes of the tables of Debezium's tutorial. How many of a product are on hand changes often, and is not known at times. */
final class InventoryPlanner extends Planner {

    static final Table CUSTOMERS = new Table("inventory.customers", 0);
    /** Before products, since a product is deleted after what is on hand of it. */
    static final Table ON_HAND = new Table("inventory.products_on_hand", 1);

    static final Table PRODUCTS = new Table("inventory.products", 2);
    static final Table ORDERS = new Table("inventory.orders", 3);

    static final Operation INSERT_CUSTOMER = Operation.insert(
            CUSTOMERS, "INSERT INTO inventory.customers (id, first_name, last_name, email) VALUES (?, ?, ?, ?)");

    /** Not the address: it is unique, and so a change of it would exclude orders of the customer. */
    static final Operation UPDATE_CUSTOMER =
            Operation.update(CUSTOMERS, "UPDATE inventory.customers SET first_name = ?, last_name = ? WHERE id = ?");

    /** Does nothing if the customer has orders. */
    static final Operation DELETE_CUSTOMER = Operation.delete(
            CUSTOMERS,
            "DELETE FROM inventory.customers WHERE id = ? AND NOT EXISTS"
                    + " (SELECT FROM inventory.orders WHERE orders.purchaser = customers.id)");

    /** Inserts the row if there is none. */
    static final Operation SET_ON_HAND = Operation.update(
            ON_HAND,
            "INSERT INTO inventory.products_on_hand (product_id, quantity)"
                    + " SELECT id, ?::int FROM inventory.products WHERE id = ?"
                    + " ON CONFLICT (product_id) DO UPDATE SET quantity = excluded.quantity");

    static final Operation DELETE_ON_HAND =
            Operation.delete(ON_HAND, "DELETE FROM inventory.products_on_hand WHERE product_id = ?");

    static final Operation INSERT_PRODUCT = Operation.insert(
            PRODUCTS, "INSERT INTO inventory.products (id, name, description, weight) VALUES (?, ?, ?, ?)");

    static final Operation UPDATE_PRODUCT = Operation.update(
            PRODUCTS, "UPDATE inventory.products SET name = ?, description = ?, weight = ? WHERE id = ?");

    /** Does nothing if the product is in orders. */
    static final Operation DELETE_PRODUCT = Operation.delete(
            PRODUCTS,
            "DELETE FROM inventory.products WHERE id = ? AND NOT EXISTS"
                    + " (SELECT FROM inventory.orders WHERE orders.product_id = products.id)");

    /** Does nothing if the customer or the product turns out to be gone. */
    static final Operation INSERT_ORDER = Operation.insert(
            ORDERS,
            "INSERT INTO inventory.orders (id, order_date, purchaser, quantity, product_id)"
                    + " SELECT ?::int, ?::date, customers.id, ?::int, products.id FROM inventory.customers, inventory.products"
                    + " WHERE customers.id = ? AND products.id = ?");

    static final Operation UPDATE_ORDER =
            Operation.update(ORDERS, "UPDATE inventory.orders SET quantity = ? WHERE id = ?");

    static final Operation MOVE_TO_CUSTOMER = Operation.update(
            ORDERS,
            "UPDATE inventory.orders SET purchaser = customers.id FROM inventory.customers"
                    + " WHERE customers.id = ? AND orders.id = ?");

    static final Operation MOVE_TO_PRODUCT = Operation.update(
            ORDERS,
            "UPDATE inventory.orders SET product_id = products.id FROM inventory.products"
                    + " WHERE products.id = ? AND orders.id = ?");

    static final Operation DELETE_ORDER = Operation.delete(ORDERS, "DELETE FROM inventory.orders WHERE id = ?");

    /** Shares of the changes, out of a hundred; what is left over is insertions of orders. */
    private static final int NEW_NUMBERS_ON_HAND = 20;

    private static final int DELETIONS_ON_HAND = 4;
    private static final int UPDATES_OF_ORDERS = 14;
    private static final int MOVES_TO_CUSTOMERS = 7;
    private static final int MOVES_TO_PRODUCTS = 7;
    private static final int UPDATES_OF_CUSTOMERS = 10;
    private static final int NEW_CUSTOMERS = 5;
    private static final int NEW_PRODUCTS = 3;
    private static final int UPDATES_OF_PRODUCTS = 1;
    private static final int DELETIONS_OF_ORDERS = 8;

    private static final int MOST_ON_HAND = 100;
    private static final LocalDate FIRST_DAY = LocalDate.of(2016, 1, 16);
    private static final int DAYS = 3_650;

    private final KnownIds customers = new KnownIds(CUSTOMERS);
    private final KnownIds products = new KnownIds(PRODUCTS);
    private final KnownIds orders = new KnownIds(ORDERS);

    InventoryPlanner(RandomGenerator random) {
        super(random);
    }

    @Override
    List<KnownIds> known() {
        return List.of(customers, products, orders);
    }

    @Override
    List<Change> deletion() {
        boolean isCustomer = random.nextBoolean();
        OptionalInt leaving = (isCustomer ? customers : products).existing().last();
        if (leaving.isEmpty()) {
            return List.of();
        }
        int id = leaving.getAsInt();
        return isCustomer
                ? List.of(Change.of(DELETE_CUSTOMER, id, id))
                : List.of(Change.of(DELETE_ON_HAND, id, id), Change.of(DELETE_PRODUCT, id, id));
    }

    @Override
    Draft draft() {
        return new Draft(random, customers, orders);
    }

    @Override
    void add(int choice, Draft draft) {
        int left = choice;
        if ((left -= NEW_NUMBERS_ON_HAND) < 0) {
            changeProduct(draft, id -> Change.of(SET_ON_HAND, id, random.nextInt(MOST_ON_HAND), id));
        } else if ((left -= DELETIONS_ON_HAND) < 0) {
            changeProduct(draft, id -> Change.of(DELETE_ON_HAND, id, id));
        } else if ((left -= UPDATES_OF_ORDERS) < 0) {
            changeOrder(draft, id -> Change.of(UPDATE_ORDER, id, Catalogue.quantity(random), id));
        } else if ((left -= MOVES_TO_CUSTOMERS) < 0) {
            moveOrder(draft, MOVE_TO_CUSTOMER, draft.buyer());
        } else if ((left -= MOVES_TO_PRODUCTS) < 0) {
            moveOrder(draft, MOVE_TO_PRODUCT, products.existing().pickSkewed(random));
        } else if ((left -= UPDATES_OF_CUSTOMERS) < 0) {
            updateCustomer(draft);
        } else if ((left -= NEW_CUSTOMERS) < 0) {
            insertCustomer(draft);
        } else if ((left -= NEW_PRODUCTS) < 0) {
            insertProduct(draft);
        } else if ((left -= UPDATES_OF_PRODUCTS) < 0) {
            changeProduct(draft, this::updateProduct);
        } else if ((left -= DELETIONS_OF_ORDERS) < 0) {
            changeOrder(draft, id -> Change.of(DELETE_ORDER, id, id));
        } else {
            insertOrder(draft);
        }
    }

    /** Changes a product, or what is on hand of it. */
    private void changeProduct(Draft draft, IntFunction<Change> change) {
        OptionalInt id = products.existing().pick(random);
        if (id.isEmpty()) {
            insertProduct(draft);
        } else {
            draft.add(change.apply(id.getAsInt()));
        }
    }

    private Change updateProduct(int id) {
        return Change.of(
                UPDATE_PRODUCT,
                id,
                Catalogue.product(random),
                Catalogue.description(random),
                Catalogue.weight(random),
                id);
    }

    private void insertProduct(Draft draft) {
        int id = products.takeReserved();
        draft.add(Change.of(
                INSERT_PRODUCT,
                id,
                id,
                Catalogue.product(random),
                Catalogue.description(random),
                Catalogue.weight(random)));
    }

    private void updateCustomer(Draft draft) {
        OptionalInt id = customers.existing().pickSkewed(random);
        if (id.isEmpty()) {
            insertCustomer(draft);
        } else {
            draft.add(Change.of(
                    UPDATE_CUSTOMER,
                    id.getAsInt(),
                    Catalogue.firstName(random),
                    Catalogue.lastName(random),
                    id.getAsInt()));
        }
    }

    private void insertCustomer(Draft draft) {
        int id = customers.takeReserved();
        String first = Catalogue.firstName(random);
        String last = Catalogue.lastName(random);
        draft.addBuyer(Change.of(INSERT_CUSTOMER, id, id, first, last, Catalogue.email(id, first, last)));
    }

    private void moveOrder(Draft draft, Operation move, OptionalInt to) {
        if (to.isEmpty()) {
            insertOrder(draft);
        } else {
            changeOrder(draft, id -> Change.of(move, id, to.getAsInt(), id));
        }
    }

    @Override
    void insertOrder(Draft draft) {
        OptionalInt customer = draft.buyer();
        OptionalInt product = products.existing().pickSkewed(random);
        if (customer.isEmpty()) {
            insertCustomer(draft);
        } else if (product.isEmpty()) {
            insertProduct(draft);
        } else {
            int id = orders.takeReserved();
            draft.add(Change.of(
                    INSERT_ORDER,
                    id,
                    id,
                    FIRST_DAY.plusDays(random.nextInt(DAYS)),
                    Catalogue.quantity(random),
                    customer.getAsInt(),
                    product.getAsInt()));
        }
    }
}
