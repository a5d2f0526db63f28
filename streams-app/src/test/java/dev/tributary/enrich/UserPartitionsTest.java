package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.junit.jupiter.api.Test;

/** Where users go in a topology of several partitions, of which the test driver has one. */
class UserPartitionsTest {

    private static final int PARTITIONS = 4;

    private static final Row<User> ROW = new Row<>(new User(7, "Ada", null, null), new Version(1, 2));

    @Test
    void aChangedUserGoesToEveryPartition() {
        StreamPartitioner<Long, Row<User>> broadcast = EnrichTopology.toEveryPartition(PARTITIONS);

        for (long id = 0; id < 20; id++) {
            assertThat(broadcast.partitions("users-to-all", id, ROW, PARTITIONS))
                    .contains(Set.of(0, 1, 2, 3));
        }
    }

    /** Deletions as well. */
    @Test
    void aCopyIsLoggedInThePartitionOfItsTask() {
        StreamPartitioner<Long, UserCopy> ofCopy = EnrichTopology.toPartitionOfCopy();

        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(ofCopy.partitions("users-changelog", 7L, new UserCopy(partition, ROW), PARTITIONS))
                    .contains(Set.of(partition));
            assertThat(ofCopy.partitions("users-changelog", 7L, new UserCopy(partition, null), PARTITIONS))
                    .contains(Set.of(partition));
        }
    }
}
