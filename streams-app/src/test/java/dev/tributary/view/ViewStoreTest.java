package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.key.Key;
import dev.tributary.tier.Closing;
import dev.tributary.tier.RestoreFailedException;
import dev.tributary.tier.StoreRestore;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.topics.PreviousForeignKeys;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class ViewStoreTest {

    private static final TopicPartition PARTITION = new TopicPartition("enriched-orders", 0);
    private static final byte[] ROW = {1};
    private static final byte[] UNREADABLE = {2};
    private static final byte[] OF_SEVEN = {7};

    @TempDir
    Path directory;

    private StoreRestore restore;

    /** Streams goes on behind a record that was not restored, and says so at the next commit. */
    @Test
    void isRestoredFromBeforeTheRecordThatFailedWhenItIsOpenedAgain() {
        ViewStore store = open();
        restore.restoreBatch(List.of(record(0, 10, ROW), record(1, 11, ROW)));
        store.commit(Map.of(PARTITION, 2L));

        restore.restoreBatch(List.of(record(2, 12, UNREADABLE), record(3, 13, ROW)));
        store.commit(Map.of(PARTITION, 4L));
        assertThatThrownBy(store::activate)
                .isInstanceOf(RestoreFailedException.class)
                .hasMessageContaining("offset 2");
        store.close();

        ViewStore again = open();
        assertThat(again.committedOffset(PARTITION)).isEqualTo(2);
        restore.restoreBatch(List.of(record(2, 12, ROW), record(3, 13, ROW)));
        again.commit(Map.of(PARTITION, 4L));
        assertThat(again.<ResultRow>read(database -> database.get(Key.of(12)))).isNotNull();
        assertThat(again.committedOffset(PARTITION)).isEqualTo(4);
        again.close();
    }

    @Test
    void theIndexHoldsNothingOfPreviousForeignKeys() throws RocksDBException {
        ViewStore store = open();
        ConsumerRecord<byte[], byte[]> left = record(1, 10, ROW);
        PREVIOUS.add(left.headers(), 0, Key.of(7));
        restore.restoreBatch(List.of(record(0, 10, OF_SEVEN), left));
        store.close();

        assertThat(ViewDatabaseTest.indexEntries(directory.resolve(ViewStore.NAME)))
                .isZero();
    }

    private static final PreviousForeignKeys PREVIOUS = new PreviousForeignKeys(ViewFile.bundled());

    private ViewStore open() {
        ViewStore store = new ViewStore(
                new ViewStores(() -> new Lease(Duration.ofSeconds(10), System::nanoTime)),
                ViewFile.bundled(),
                (topic, value) -> {
                    if (value == UNREADABLE) {
                        throw new SerializationException("the registry refuses");
                    }
                    return new ViewFields(
                            value == OF_SEVEN ? ForeignKeys.of(1).set(0, Key.of(7)) : ForeignKeys.of(1),
                            OptionalLong.empty());
                },
                PARTITION.topic(),
                1 << 20,
                new Closing());
        store.init(context(), store);
        return store;
    }

    private StateStoreContext context() {
        return (StateStoreContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StateStoreContext.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "taskId" -> {
                            return new TaskId(0, PARTITION.partition());
                        }
                        case "stateDir" -> {
                            return directory.toFile();
                        }
                        case "register" -> {
                            restore = (StoreRestore) arguments[1];
                            return null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, long id, byte[] value) {
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                ByteBuffer.allocate(Long.BYTES).putLong(id).array(),
                value);
    }
}
