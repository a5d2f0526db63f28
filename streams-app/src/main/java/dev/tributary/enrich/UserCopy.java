package dev.tributary.enrich;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A user as one partition of the orders has it, on the way to that partition of the changelog.
 *
 * @param row null if the user is gone
 */
record UserCopy(int partition, @Nullable Row<User> row) {

    static Serializer<UserCopy> serializer(UserRowSerde rows) {
        return (topic, copy) -> rows.serializer().serialize(topic, copy.row());
    }
}
