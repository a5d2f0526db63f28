package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LiveRowsTest {

    private final LiveRows rows = new LiveRows(KeyType.INTEGER, Changes::decode);

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

        assertThat(rows.keys()).containsExactly(Key.of(1), Key.of(3), Key.of(5));
        assertThat(rows.of(Key.of(5)).value()).isEqualTo(Changes.update(5, "came back", 30, 200));
        assertThat(rows.of(Key.of(5)).partition()).isEqualTo(1);
        assertThat(rows.unreadable()).isZero();
    }

    /** The application puts it aside, too, and goes on with what it had. */
    @Test
    void whatCannotBeReadSaysNothing() {
        rows.add(Changes.record(0, 1, Changes.update(1, "stays", 10, 100)));
        rows.add(Changes.record(1, 1, new byte[] {9, 9, 9, 9, 9, 9}));
        rows.add(new ConsumerRecord<>(Changes.TOPIC, 1, 2, new byte[] {1, 2}, Changes.update(2, "no id", 1, 1)));

        assertThat(rows.keys()).containsExactly(Key.of(1));
        assertThat(rows.unreadable()).isEqualTo(2);
    }

    @Test
    void aRegistryThatIsAwayIsNoReasonToPassARowOver() {
        LiveRows without = new LiveRows(KeyType.INTEGER, value -> {
            throw new SchemaRegistryUnavailableException("away", null);
        });

        assertThatThrownBy(() -> without.add(Changes.record(0, 1, Changes.update(1, "x", 10, 100))))
                .isInstanceOf(SchemaRegistryUnavailableException.class);
    }

    @Test
    void aRowIsKnownByItsText() {
        LiveRows texts = new LiveRows(KeyType.TEXT, Changes::decode);
        Key goes = Key.of("goes");
        texts.add(Changes.record(0, Key.of("eightbig"), Changes.update(1, "stays", 10, 100)));
        texts.add(Changes.record(1, Key.of("Größe/😀"), Changes.update(2, "stays", 11, 101)));
        texts.add(Changes.record(2, Key.of(""), Changes.read(3, "stays", 102)));
        texts.add(Changes.record(3, goes, Changes.update(4, "goes", 12, 103)));
        texts.add(Changes.record(4, goes, Changes.deletion(4, 20)));
        texts.add(Changes.record(5, Key.of("no text of PostgreSQL's\0"), Changes.update(5, "x", 13, 104)));

        assertThat(texts.keys()).containsExactly(Key.of(""), Key.of("Größe/😀"), Key.of("eightbig"));
        assertThat(texts.unreadable()).isEqualTo(1);
    }

    @Test
    void aRowIsKnownByItsUuid() {
        LiveRows uuids = new LiveRows(KeyType.UUID, Changes::decode);
        Key stays = Key.of("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
        uuids.add(Changes.record(0, stays, Changes.update(1, "stays", 10, 100)));
        uuids.add(Changes.record(1, Key.of("no UUID"), Changes.update(2, "x", 11, 101)));

        assertThat(uuids.keys()).containsExactly(stays);
        assertThat(uuids.unreadable()).isEqualTo(1);
    }
}
