package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ChangeEventTest {

    @Test
    void aDeletionIsWrittenAsTheConnectorWritesOne() throws Exception {
        byte[] last = Changes.update(7, "ghost", 500, 1_000_001);
        byte[] bytes = ChangeEvent.decode(Changes::decode, last).deletion(300, 1_000_002, 5_000_000);

        assertThat(Arrays.copyOf(bytes, 5)).as("the same schema").isEqualTo(Arrays.copyOf(last, 5));
        GenericRecord deletion = Changes.decode(bytes);
        assertThat(deletion.get("op")).hasToString("d");
        assertThat(deletion.get("after")).isNull();
        assertThat(deletion.get("before"))
                .isEqualTo(Changes.decode(last).get("after"))
                .isNotNull();
        assertThat(deletion.get("ts_ms")).isEqualTo(5_000L);
        GenericRecord source = (GenericRecord) deletion.get("source");
        assertThat(source.get("lsn")).isEqualTo(300L);
        assertThat(source.get("ts_us")).isEqualTo(1_000_002L);
        assertThat(source.get("ts_ms")).isEqualTo(1_000L);
        assertThat(source.get("ts_ns")).isEqualTo(1_000_002_000L);
        assertThat(source.get("txId")).isNull();
        assertThat(source.get("sequence")).isNull();
        assertThat(source.get("db")).hasToString("shop");
    }

    @Test
    void aRowThatWasReadAtNoPlaceInTheLogIsDeletedAtOne() throws Exception {
        ChangeEvent read = ChangeEvent.decode(Changes::decode, Changes.read(7, "ghost", 1_000_000));

        GenericRecord source =
                (GenericRecord) Changes.decode(read.deletion(300, 1_000_001, 5)).get("source");
        assertThat(source.get("lsn")).isEqualTo(300L);
        assertThat(source.get("snapshot")).hasToString("false");
    }

    @Test
    void tellsWhereItIsFrom() throws Exception {
        ChangeEvent event = ChangeEvent.decode(Changes::decode, Changes.update(7, "ghost", 500, 1_000_001));

        assertThat(event.database()).isEqualTo("shop");
        assertThat(event.committedAtMicros()).isEqualTo(1_000_001);
        assertThat(event.operation()).isEqualTo("u");
    }

    @Test
    void whatIsNoChangeEventIsRefused() {
        assertThatThrownBy(() -> ChangeEvent.decode(Changes::decode, new byte[] {1}))
                .isInstanceOf(UnreadableChangeException.class);
    }
}
