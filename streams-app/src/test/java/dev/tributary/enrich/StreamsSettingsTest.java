package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRIBUTARY_SESSION_TIMEOUT_MS",
                "TRIBUTARY_CONSUMER_SESSION_TIMEOUT_MS",
                "TRIBUTARY_MAIN_CONSUMER_SESSION_TIMEOUT_MS"
            })
    void aSettingOfAConsumerGoesBeforeOursUnderEachOfItsNames(String variable) {
        assertThat(mainConsumer(Map.of(variable, "44000")))
                .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "44000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRIBUTARY_LINGER_MS", "TRIBUTARY_PRODUCER_LINGER_MS"})
    void aSettingOfTheProducerGoesBeforeOursUnderEachOfItsNames(String variable) {
        assertThat(producer(Map.of(variable, "44"))).containsEntry(ProducerConfig.LINGER_MS_CONFIG, "44");
    }

    /** Kafka Streams refuses a time-out below the interval. */
    @Test
    void noTransactionTimesOutBeforeItIsCommitted() {
        assertThat(producer(Map.of())).containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 3_000);
        assertThat(producer(Map.of("TRIBUTARY_COMMIT_INTERVAL_MS", "10000")))
                .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 20_000);
    }

    @Test
    void ofOneConsumerLeavesTheOtherAsItIs() {
        assertThat(mainConsumer(Map.of("TRIBUTARY_RESTORE_CONSUMER_SESSION_TIMEOUT_MS", "44000")))
                .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    }

    private static Map<String, Object> producer(Map<String, String> environment) {
        return new StreamsConfig(settings(environment)).getProducerConfigs("client");
    }

    private static Map<String, Object> mainConsumer(Map<String, String> environment) {
        return new StreamsConfig(settings(environment)).getMainConsumerConfigs("group", "client", 0);
    }

    private static Properties settings(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TRIBUTARY_BOOTSTRAP_SERVERS", "localhost:9092");
        all.put("TRIBUTARY_SCHEMA_REGISTRY_URL", "http://localhost:8081");
        return StreamsSettings.of(AppConfig.load(null, all));
    }
}
