package dev.tributary.enrich;

/**
 * A row as it stands, and the change that made it so.
 *
 * @param <C> its columns, {@link Order} or {@link User}
 */
record Row<C>(C columns, Version version) {}
