package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StoreRestoreTest {

    private final Closing tier = new Closing();
    private final List<Throwable> stoppedFor = new ArrayList<>();

    StoreRestoreTest() {
        tier.onFailure(stoppedFor::add);
    }

    @Test
    void stopsTheTierAtTheFirstRecordThatCannotBeRestored() {
        StoreRestore restore = failing(new IllegalStateException("no room"));
        restore.restoreBatch(List.of(record(5), record(6)));

        assertThat(stoppedFor)
                .singleElement()
                .asString()
                .contains("store s cannot be restored from topic t partition 0 offset 5 key 1: no room")
                .contains("do this");
    }

    @Test
    void letsNoErrorOut() {
        failing(new OutOfMemoryError("heap")).restoreBatch(List.of(record(5)));
        assertThat(stoppedFor).hasSize(1);
    }

    @Test
    void whatIsGivenUpWhileTheTierIsClosedIsNoFailureOfIt() {
        tier.begin();
        failing(new IllegalStateException("given up")).restoreBatch(List.of(record(5)));
        assertThat(stoppedFor).isEmpty();
    }

    private StoreRestore failing(Throwable failure) {
        return new StoreRestore("s", "do this", tier, record -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(
                "t", 0, offset, ByteBuffer.allocate(8).putLong(1).array(), null);
    }
}
