package dev.tributary.enrich;

import dev.tributary.tier.Closing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;

/** The users of a process, read by the real reader from a topic of one partition that a test fills; in the test's own thread. */
final class TestUsers implements AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition("test-users", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final SharedUsers users;
    private final UsersReader reader;
    private final Closing closing = new Closing();
    private long end;

    TestUsers(JoinMemory memory, Path directory) {
        users = new SharedUsers(memory, directory);
        reader = new UsersReader(consumer, PARTITION.topic(), 1, users, memory, closing);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        reader.begin();
        add(Utils.utf8("tributary.users"), Utils.utf8("tributary.users"));
    }

    UsersReader reader() {
        return reader;
    }

    SharedUsers users() {
        return users;
    }

    Closing closing() {
        return closing;
    }

    /** Appends to the topic, and has everything read. */
    void read(List<TestRecord<byte[], byte[]>> records) {
        records.forEach(record -> add(record.key(), record.value()));
        for (int round = 0; round < 2; round++) {
            try {
                reader.read();
            } catch (WakeupException e) {
                reader.read();
            }
        }
    }

    private void add(byte[] key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, end, key, value));
        end++;
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    @Override
    public void close() {
        users.close();
    }
}
