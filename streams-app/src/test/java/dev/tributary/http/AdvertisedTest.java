package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.AppConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedTest {

    @Test
    void isWhatIsSet() {
        assertThat(advertised("0.0.0.0", "shop-1.example:8443")).isEqualTo(new HostInfo("shop-1.example", 8443));
        assertThat(advertised("0.0.0.0", "[2001:db8::7]:8443")).isEqualTo(new HostInfo("2001:db8::7", 8443));
    }

    @Test
    void isTheAddressThatIsListenedOn() {
        assertThat(advertised("127.0.0.1", "")).isEqualTo(new HostInfo("127.0.0.1", 8080));
        assertThat(advertised("::1", "")).isEqualTo(new HostInfo("0:0:0:0:0:0:0:1", 8080));
    }

    @Test
    void isNotTheWildcard() {
        assertThat(advertised("0.0.0.0", "").host()).isNotEqualTo("0.0.0.0");
        assertThat(advertised("::", "").host()).isNotIn("::", "0:0:0:0:0:0:0:0", "0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "shop:", ":8080", "shop:0", "shop:65536", "shop:http"})
    void refusesWhatIsNoAddress(String value) {
        assertThatThrownBy(() -> advertised("127.0.0.1", value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tributary.http.advertised is " + value)
                .hasMessageContaining("host:port");
    }

    @Test
    void standsInAUrl() {
        assertThat(Advertised.hostAndPort(new HostInfo("shop", 80))).isEqualTo("shop:80");
        assertThat(Advertised.hostAndPort(new HostInfo("2001:db8::7", 80))).isEqualTo("[2001:db8::7]:80");
    }

    private static HostInfo advertised(String host, String advertised) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TRIBUTARY_BOOTSTRAP_SERVERS",
                "unused:9092",
                "TRIBUTARY_SCHEMA_REGISTRY_URL",
                "http://unused:8081",
                "TRIBUTARY_HTTP_HOST",
                host));
        if (!advertised.isEmpty()) {
            settings.put("TRIBUTARY_HTTP_ADVERTISED", advertised);
        }
        return Advertised.of(HttpSettings.of(AppConfig.load(null, settings)), 8080);
    }
}
