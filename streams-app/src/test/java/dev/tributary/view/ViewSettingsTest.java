package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewSettingsTest {

    private static final String OURS = PolledOffsets.class.getName();

    @Test
    void readsCommittedRecordsInAllItsConsumers() {
        StreamsConfig config = new StreamsConfig(of(Map.of("TRIBUTARY_CONSUMER_ISOLATION_LEVEL", "read_uncommitted")));

        assertThat(config.getMainConsumerConfigs("group", "client", 0))
                .containsEntry("isolation.level", "read_committed");
        assertThat(config.getRestoreConsumerConfigs("client")).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void tellsOthersWhereItIsReached() {
        assertThat(of(Map.of())).containsEntry("application.server", "10.0.0.7:8080");
    }

    @Test
    void hasAnIdOfItsOwn() {
        assertThat(of(Map.of())).containsEntry("client.id", "tributary-view");
        assertThat(of(Map.of("TRIBUTARY_CLIENT_ID", "shop"))).containsEntry("client.id", "shop-view");
    }

    @Test
    void hearsOfWhatIsPolled() {
        assertThat(interceptors(Map.of())).isEqualTo(OURS);
    }

    /** By whichever of the keys that reach the main consumer. */
    @ParameterizedTest
    @ValueSource(strings = {"MAIN_CONSUMER_", "CONSUMER_", ""})
    void keepsTheInterceptorsOfTheUser(String prefix) {
        assertThat(interceptors(Map.of("TRIBUTARY_" + prefix + "INTERCEPTOR_CLASSES", "a.Tracing,b.Counting")))
                .isEqualTo("a.Tracing,b.Counting," + OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIN_CONSUMER_", "CONSUMER_", ""})
    void keepsTheSessionTimeoutOfTheUser(String prefix) {
        Properties settings = of(Map.of("TRIBUTARY_" + prefix + "SESSION_TIMEOUT_MS", "25000"));

        assertThat(mainConsumer(settings))
                .hasEntrySatisfying(
                        "session.timeout.ms",
                        millis -> assertThat(millis).asString().isEqualTo("25000"));
        assertThat(ViewSettings.sessionTimeout(settings)).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void takesOverAfterSixSecondsUnlessTheUserSaysOtherwise() {
        assertThat(mainConsumer(of(Map.of()))).containsEntry("session.timeout.ms", 6_000);
        assertThat(ViewSettings.sessionTimeout(of(Map.of()))).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void keepsTheCommitIntervalOfTheUser() {
        assertThat(new StreamsConfig(of(Map.of("TRIBUTARY_COMMIT_INTERVAL_MS", "30000"))).getLong("commit.interval.ms"))
                .isEqualTo(30_000);
        assertThat(new StreamsConfig(of(Map.of())).getLong("commit.interval.ms"))
                .isEqualTo(1_000);
    }

    private static Map<String, Object> mainConsumer(Properties settings) {
        return new StreamsConfig(settings).getMainConsumerConfigs("group", "client", 0);
    }

    private static Object interceptors(Map<String, String> settings) {
        return mainConsumer(of(settings)).get("interceptor.classes");
    }

    private static Properties of(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("TRIBUTARY_BOOTSTRAP_SERVERS", "unused:9092");
        all.put("TRIBUTARY_SCHEMA_REGISTRY_URL", "http://unused:8081");
        return ViewSettings.of(AppConfig.load(null, all), new HostInfo("10.0.0.7", 8080));
    }
}
