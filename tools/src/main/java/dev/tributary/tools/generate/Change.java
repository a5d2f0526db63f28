package dev.tributary.tools.generate;

import java.util.Comparator;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One row change. The ids of new rows are taken from the database's sequences before the insert. */
sealed interface Change {

    /**
     * The order in which every transaction takes its locks, so that two never wait for each other: users before
     * orders, and each by id. Changes of one row keep their order.
     */
    Comparator<Change> LOCK_ORDER = Comparator.comparingInt(Change::table).thenComparingInt(Change::id);

    int id();

    /** 0 for users, 1 for orders. */
    int table();

    record InsertUser(
            int id, @Nullable String name, @Nullable String email) implements Change {
        @Override
        public int table() {
            return 0;
        }
    }

    record UpdateUser(
            int id, @Nullable String name, @Nullable String email) implements Change {
        @Override
        public int table() {
            return 0;
        }
    }

    /** Does nothing if the user has orders. */
    record DeleteUser(int id) implements Change {
        @Override
        public int table() {
            return 0;
        }
    }

    /** Without a user, or with one who turns out to be gone, the order has none. */
    record InsertOrder(
            int id,
            OptionalInt userId,
            @Nullable String product,
            @Nullable Integer quantity) implements Change {
        @Override
        public int table() {
            return 1;
        }
    }

    record UpdateOrder(
            int id, @Nullable String product, @Nullable Integer quantity) implements Change {
        @Override
        public int table() {
            return 1;
        }
    }

    /** To another user, to none, or from none to one. */
    record MoveOrder(int id, OptionalInt userId) implements Change {
        @Override
        public int table() {
            return 1;
        }
    }

    record DeleteOrder(int id) implements Change {
        @Override
        public int table() {
            return 1;
        }
    }
}
