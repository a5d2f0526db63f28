package dev.tributary.tier;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.Collection;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.jspecify.annotations.Nullable;

/**
 * Restores a store, record by record. At the first record that cannot be restored the tier stops, and the rest is ignored: the store is
 * incomplete, and whoever uses it must ask {@link #requireSuccess} before.
 *
 * <p>No exception leaves it. Streams 4.3.1 takes the failed task out of what it updates, but not its changelog out of what it reads; the
 * next round fails on that with a {@code NullPointerException}, the state updater is dead, and the stream thread waits five minutes
 * for it for each of its tasks before it stops, a member of the group all the while ({@code StoreChangelogReader.restore},
 * {@code TaskManager.waitForFuture}).
 */
public final class StoreRestore implements RecordBatchingStateRestoreCallback {

    private final String store;
    private final String advice;
    private final Closing tier;
    private final Consumer<ConsumerRecord<byte[], byte[]>> restore;
    private final Runnable afterBatch;
    /** Written by the state updater, read by the stream thread. */
    private volatile @Nullable RestoreFailedException failure;

    /**
     * @param store its name, for messages
     * @param advice what to do about a record that is not as the application writes it
     * @param tier stopped where a record cannot be restored
     * @param restore restores a record
     */
    public StoreRestore(String store, String advice, Closing tier, Consumer<ConsumerRecord<byte[], byte[]>> restore) {
        this(store, advice, tier, restore, () -> {});
    }

    /** @param afterBatch done for all records that came together, when they have been restored */
    public StoreRestore(
            String store,
            String advice,
            Closing tier,
            Consumer<ConsumerRecord<byte[], byte[]>> restore,
            Runnable afterBatch) {
        this.store = store;
        this.advice = advice;
        this.tier = tier;
        this.restore = restore;
        this.afterBatch = afterBatch;
    }

    @Override
    public void restoreBatch(Collection<ConsumerRecord<byte[], byte[]>> records) {
        if (failure != null || records.isEmpty()) {
            return;
        }
        ConsumerRecord<byte[], byte[]> last = records.iterator().next();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                last = record;
                restore.accept(record);
            }
            afterBatch.run();
        } catch (RuntimeException | Error e) {
            RestoreFailedException failed = new RestoreFailedException(store, last, advice, e);
            failure = failed;
            tier.fail(failed);
        }
    }

    /** Whether a record could not be restored, so that the store does not have what Streams takes it to have. */
    public boolean hasFailed() {
        return failure != null;
    }

    /**
     * To be called before the store is used.
     *
     * @throws RestoreFailedException if a record could not be restored
     */
    public void requireSuccess() {
        @Nullable RestoreFailedException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * The key of a record as that of a row.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Key key(ConsumerRecord<byte[], byte[]> record, KeyType type) {
        byte @Nullable [] key = record.key();
        if (key == null) {
            throw new IllegalArgumentException("it has no key");
        }
        try {
            return type.read(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its key " + e.getMessage()); // The cause says nothing more.
        }
    }
}
