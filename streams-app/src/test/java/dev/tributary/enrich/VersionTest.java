package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.enrich.Change.Delete;
import dev.tributary.enrich.Change.Upsert;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Versions, and where they are written: in stores, in headers, as the time of a record. */
class VersionTest {

    private static final Version VERSION = new Version(0x0102030405060708L, 1_700_000_000_123_999L);
    private static final long MILLIS = 1_700_000_000_123L;

    @Test
    void fingerprintsOfNearVersionsDiffer() {
        Set<Long> fingerprints = new HashSet<>();
        for (long lsn = 0; lsn < 100; lsn++) {
            for (long micros = 0; micros < 100; micros++) {
                fingerprints.add(new Version(lsn << 3, MILLIS * 1_000 + micros).fingerprint());
            }
        }

        assertThat(fingerprints).hasSize(10_000).doesNotContain(Version.NONE);
    }

    /** Both products are 0: without a rule of its own it would be the fingerprint of no version. */
    @Test
    void noVersionHasTheFingerprintOfNone() {
        assertThat(new Version(0, 0).fingerprint()).isNotEqualTo(Version.NONE);
    }

    @Test
    void aTombstoneSaysWhichChangeDeletedTheRow() {
        assertThat(DeletionHeader.read(DeletionHeader.of(VERSION))).isEqualTo(VERSION);
    }

    @Test
    void aHeaderThatIsNotOursIsNoDeletion() {
        assertThat(DeletionHeader.read(new RecordHeaders())).isNull();
        assertThat(DeletionHeader.read(headers(null))).isNull();
        assertThat(DeletionHeader.read(headers(new byte[15]))).isNull();
    }

    @Test
    void theTimeOfAChangeIsItsCommitAndNeverLaterThanTheRecords() {
        Upsert insert = new Upsert(new Row(TestRows.user(7, "Ada", null, null), VERSION), false);
        Delete delete = new Delete(Key.of(7), VERSION);

        assertThat(timeOf(insert, MILLIS + 5)).isEqualTo(MILLIS);
        assertThat(timeOf(delete, MILLIS + 5)).isEqualTo(MILLIS);
        assertThat(timeOf(insert, MILLIS - 5)).isEqualTo(MILLIS - 5);
        assertThat(timeOf(null, MILLIS)).as("a tombstone").isEqualTo(MILLIS);
        assertThat(timeOf(null, -1)).as("a record without a time").isZero();
    }

    private static long timeOf(@Nullable Object change, long recordMillis) {
        return new CommitTime()
                .extract(
                        new ConsumerRecord<>(
                                "t",
                                0,
                                1,
                                recordMillis,
                                TimestampType.CREATE_TIME,
                                8,
                                1,
                                7L,
                                change,
                                new RecordHeaders(),
                                Optional.empty()),
                        0);
    }

    private static Headers headers(byte @Nullable [] value) {
        return new RecordHeaders().add(DeletionHeader.KEY, value);
    }
}
