package dev.tributary.benchmarks.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What happens to a data set: what is there before anything is measured, and what is measured. The same for the same size and
 * seed.
 */
public enum Workload implements Scenario {
    /** Orders are inserted one after the other; the users come at the same time, as in the first snapshot. */
    INITIAL_LOAD("users and orders are both new", "order") {
        @Override
        public void main(Database database, Size size, Random random) {
            users(database, size);
            for (int id = 1; id <= size.orders(); id++) {
                database.putOrder(id, user(size, random));
            }
        }
    },
    /** The users are there; every second change inserts an order, the others update one. */
    STEADY("users are there; orders are inserted and updated, one half each", "order") {
        @Override
        public void prelude(Database database, Size size, Random random) {
            users(database, size);
        }

        @Override
        public void main(Database database, Size size, Random random) {
            insertAndUpdate(database, size, random, () -> new int[] {user(size, random)});
        }
    },
    /** The same with three joined tables. One product in a hundred has no stock; no foreign key refers to nothing, as the database has it. */
    STAR("customers, products and stocks are there; orders are inserted and updated, one half each", "order") {
        @Override
        public DataSet dataSet() {
            return InventoryTables.DATA_SET;
        }

        @Override
        public void prelude(Database database, Size size, Random random) {
            for (int id = 1; id <= size.users(); id++) {
                database.put(InventoryTables.CUSTOMERS, id);
                database.put(InventoryTables.PRODUCTS, id);
                if (id % 100 != 0) {
                    database.put(InventoryTables.ON_HAND, id);
                }
            }
        }

        @Override
        public void main(Database database, Size size, Random random) {
            insertAndUpdate(database, size, random, () ->
                    new int[] {1 + random.nextInt(size.users()), 1 + random.nextInt(size.users())});
        }
    },
    /** Users are renamed, each with about ten orders. */
    USER_UPDATES("users with ten orders each are renamed", "row") {
        @Override
        public void prelude(Database database, Size size, Random random) {
            users(database, Math.max(1, size.orders() / 10));
            for (int id = 1; id <= size.orders(); id++) {
                database.putOrder(id, 1 + id % Math.max(1, size.orders() / 10));
            }
        }

        @Override
        public void main(Database database, Size size, Random random) {
            int users = Math.max(1, size.orders() / 10);
            for (int i = 0; i < users; i++) {
                database.put(ShopTables.USERS, 1 + random.nextInt(users));
            }
        }
    },
    /** Orders go from one user to another. */
    MOVES("orders change their user", "order") {
        @Override
        public void prelude(Database database, Size size, Random random) {
            users(database, size);
            for (int id = 1; id <= size.orders(); id++) {
                database.putOrder(id, user(size, random));
            }
        }

        @Override
        public void main(Database database, Size size, Random random) {
            for (int i = 0; i < size.orders(); i++) {
                database.putOrder(1 + random.nextInt(size.orders()), user(size, random));
            }
        }
    },
    /** All orders are of one user, who is renamed once. */
    HOT_USER("one user with all the orders is renamed once", "row") {
        @Override
        public void prelude(Database database, Size size, Random random) {
            users(database, size);
            for (int id = 1; id <= size.orders(); id++) {
                database.putOrder(id, 1);
            }
        }

        @Override
        public void main(Database database, Size size, Random random) {
            database.put(ShopTables.USERS, 1);
        }
    },
    /** Few users have most of the orders; all kinds of changes. */
    ZIPF("few users have most orders; all kinds of changes, deletions too", "row") {
        @Override
        public void prelude(Database database, Size size, Random random) {
            users(database, size);
        }

        @Override
        public void main(Database database, Size size, Random random) {
            Zipf zipf = new Zipf(size.users(), 1.0, random);
            int inserted = 0;
            for (int i = 0; i < size.orders(); i++) {
                int dice = inserted == 0 ? 0 : random.nextInt(1_000);
                int id = inserted == 0 ? 0 : 1 + random.nextInt(inserted);
                if (dice < 600) {
                    database.putOrder(++inserted, zipf.next());
                } else if (dice < 850) {
                    database.putOrder(id, database.references(id));
                } else if (dice < 920) {
                    database.putOrder(id, zipf.next());
                } else if (dice < 980) {
                    database.deleteOrder(id);
                } else {
                    renameOrRemove(database, size, random, dice);
                }
            }
        }

        /** Any user alike: those with most orders would drown everything else. */
        private void renameOrRemove(Database database, Size size, Random random, int dice) {
            int user = 1 + random.nextInt(size.users());
            if (dice < 998) {
                database.put(ShopTables.USERS, user);
            } else {
                database.delete(ShopTables.USERS, user);
            }
        }
    };

    /**
     * How much.
     *
     * @param orders stand for changes of orders where there are several for one
     * @param users rows of each joined table
     */
    public record Size(int orders, int users) {

        /** One user for ten orders, and 100,000 at the most. */
        public static Size of(int orders) {
            return new Size(orders, Math.max(10, Math.min(100_000, orders / 10)));
        }
    }

    private final String description;
    private final String unit;

    Workload(String description, String unit) {
        this.description = description;
        this.unit = unit;
    }

    @Override
    public DataSet dataSet() {
        return ShopTables.DATA_SET;
    }

    @Override
    public void prelude(Database database, Size size, Random random) {}

    @Override
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
        return description;
    }

    /** What is counted: changed orders, or rows of the result where one change can write many. */
    public String unit() {
        return unit;
    }

    /** Whether something is there before the measurement. */
    public boolean hasPrelude() {
        return this != INITIAL_LOAD;
    }

    @Override
    public long changes(Size size) {
        return 2L * size.orders() + 2L * dataSet().joined().size() * size.users();
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Workload named(String title) {
        return Arrays.stream(values())
                .filter(workload -> workload.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload '" + title + "'; there are " + titles()));
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(Workload::title).collect(Collectors.toList());
    }

    /** Every second change inserts an order, the others update one. */
    private static void insertAndUpdate(Database database, Size size, Random random, Supplier<int[]> keys) {
        int inserted = 0;
        for (int i = 0; i < size.orders(); i++) {
            if (i % 2 == 0) {
                database.putOrder(++inserted, keys.get());
            } else {
                int id = 1 + random.nextInt(inserted);
                database.putOrder(id, database.references(id));
            }
        }
    }

    private static void users(Database database, Size size) {
        users(database, size.users());
    }

    private static void users(Database database, int users) {
        for (int id = 1; id <= users; id++) {
            database.put(ShopTables.USERS, id);
        }
    }

    /** Any user; one order in a thousand has none, another one a user that does not exist. */
    private static int user(Size size, Random random) {
        int dice = random.nextInt(1_000);
        return switch (dice) {
            case 0 -> 0;
            case 1 -> size.users() + 1 + random.nextInt(size.users());
            default -> 1 + random.nextInt(size.users());
        };
    }
}
