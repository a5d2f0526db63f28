package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RecordSizesTest {

    private static final int FRAME = 1 << 10;

    @Test
    void aResultHasRoomForTwoRows() {
        assertThat(RecordSizes.maxRowBytes(settings(), 100_000, 2)).isEqualTo((100_000 - FRAME) / 2);
    }

    @Test
    void aRowFitsIntoTheTopicsThatAJoinedRowPassesOnTheWay() {
        Properties settings = settings();
        settings.put(RecordSizes.INTERNAL_TOPICS, "50000");

        assertThat(RecordSizes.maxRowBytes(settings, 8 << 20, 2)).isEqualTo((50_000 - FRAME) / 2);
    }

    /** Not what the broker accepts by default, which may be less than the topic of the results does. */
    @Test
    void theInternalTopicsAcceptWhatTheProducersSend() {
        Properties settings = settings();

        assertThat(settings.get(RecordSizes.INTERNAL_TOPICS)).isEqualTo(RecordSizes.maxRequestBytes(settings));
    }

    private static Properties settings() {
        return StreamsSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        "localhost:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        "http://localhost:8081")));
    }
}
