package dev.tributary.enrich;

/**
 * Every store, processor and internal topic of the tier, in one place. They are part of what is kept on disk and on the
 * broker: a new name is a new, empty store.
 */
final class Names {

    static final String USER_CHANGES = "users-changes";
    static final String USER_GUARD = "users-guard";
    /** Store of the guard. */
    static final String USERS_GUARDED = "users-guarded";

    /** Sink, and what all processes read from its topic. */
    static final String USERS = "users";

    static final String ORDER_CHANGES = "orders-changes";
    static final String ORDER_JOIN = "order-join";
    /** Store of the join. */
    static final String ORDERS = "orders";

    static final String RESULTS = "results";

    private Names() {}

    /** The topic of the users, which all processes read. */
    static String usersTopic(String applicationId) {
        return applicationId + "-" + USERS;
    }
}
