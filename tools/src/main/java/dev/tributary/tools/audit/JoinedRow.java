package dev.tributary.tools.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the join.
 *
 * @param orderDate microseconds, as {@link dev.tributary.tools.topic.AvroTime} has them
 */
record JoinedRow(
        long id,
        @Nullable Long userId,
        @Nullable String productName,
        @Nullable Long quantity,
        @Nullable Long orderDate,
        Optional<User> user) {

    record User(
            long id,
            @Nullable String name,
            @Nullable String email,
            @Nullable Long createdAt) {}
}
