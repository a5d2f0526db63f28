package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LiveRowsTest {

    private final LiveRows rows = new LiveRows(Changes::decode);

    @Test
    void aRowIsThereUnlessItsLastChangeDeletesIt() {
        rows.add(Changes.record(0, 1, Changes.update(1, "stays", 10, 100)));
        rows.add(Changes.record(1, 2, Changes.update(2, "goes", 11, 101)));
        rows.add(Changes.record(2, 3, Changes.read(3, "read", 102)));
        rows.add(Changes.record(3, 4, Changes.update(4, "goes", 12, 103)));
        rows.add(Changes.record(4, 5, Changes.update(5, "comes back", 13, 104)));
        rows.add(Changes.record(5, 2, Changes.deletion(2, 20)));
        rows.add(Changes.record(6, 4, null));
        rows.add(Changes.record(7, 5, Changes.deletion(5, 21)));
        rows.add(Changes.record(8, 5, null));
        rows.add(Changes.record(9, 5, Changes.update(5, "came back", 30, 200)));

        assertThat(rows.ids()).containsExactly(1L, 3L, 5L);
        assertThat(rows.of(5).value()).isEqualTo(Changes.update(5, "came back", 30, 200));
        assertThat(rows.of(5).partition()).isEqualTo(1);
        assertThat(rows.unreadable()).isZero();
    }

    /** The application puts it aside, too, and goes on with what it had. */
    @Test
    void whatCannotBeReadSaysNothing() {
        rows.add(Changes.record(0, 1, Changes.update(1, "stays", 10, 100)));
        rows.add(Changes.record(1, 1, new byte[] {9, 9, 9, 9, 9, 9}));
        rows.add(new ConsumerRecord<>(Changes.TOPIC, 1, 2, new byte[] {1, 2}, Changes.update(2, "no id", 1, 1)));

        assertThat(rows.ids()).containsExactly(1L);
        assertThat(rows.unreadable()).isEqualTo(2);
    }

    @Test
    void aRegistryThatIsAwayIsNoReasonToPassARowOver() {
        LiveRows without = new LiveRows(value -> {
            throw new SchemaRegistryUnavailableException("away", null);
        });

        assertThatThrownBy(() -> without.add(Changes.record(0, 1, Changes.update(1, "x", 10, 100))))
                .isInstanceOf(SchemaRegistryUnavailableException.class);
    }
}
