package dev.tributary.enrich;

/**
 * Every store, processor and internal topic of the tier, in one place. They are part of what is kept on disk and on the
 * broker: a new name is a new, empty store.
 */
final class Names {

    static final String USER_CHANGES = "users-changes";
    static final String USER_GUARD = "users-guard";
    /** Stores of the guard. */
    static final String USERS_HELD = "users-held";

    static final String USERS_DELETED = "users-deleted";
    /** Sink, and internal topic, that carry each user to every partition of the orders. */
    static final String USERS_TO_ALL = "users-to-all";

    static final String USERS_TO_ALL_TOPIC = "users-to-all-repartition";

    static final String USERS_FROM_ALL = "users-of-all";
    static final String USER_JOIN = "user-join";
    static final String ORDER_CHANGES = "orders-changes";
    static final String ORDER_JOIN = "order-join";
    /** Stores of the join. */
    static final String USERS = "users";

    static final String ORDERS = "orders";
    static final String USERS_CHANGELOG = "users-changelog";
    static final String RESULTS = "results";

    private Names() {}

    /** The topic that the copies of the users are restored from. */
    static String usersChangelogTopic(String applicationId) {
        return applicationId + "-" + USERS + "-changelog";
    }
}
