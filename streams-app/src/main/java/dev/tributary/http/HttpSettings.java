package dev.tributary.http;

import dev.tributary.config.AppConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the API is configured with.
 *
 * @param port 0 for any
 * @param advertised {@code host:port} for other instances, or empty to find out
 * @param token that requests must carry
 * @param keystore for TLS
 * @param maxRequests answered at a time
 * @param maxWaiting requests that wait for a position at a time
 * @param maxStreams served at a time
 * @param maxForwarded requests to other instances at a time
 * @param forwardTimeout for another instance's answer
 */
record HttpSettings(
        String host,
        int port,
        String advertised,
        Optional<String> token,
        Optional<Keystore> keystore,
        int maxRequests,
        int maxWaiting,
        int maxStreams,
        int maxForwarded,
        Duration forwardTimeout) {

    /** A PKCS#12 file and its password. */
    record Keystore(Path file, String password) {

        @Override
        public String toString() {
            return "Keystore[" + file + "]";
        }
    }

    static HttpSettings of(AppConfig config) {
        String token = config.getPassword(AppConfig.HTTP_TOKEN).value();
        String keystore = config.getString(AppConfig.HTTP_KEYSTORE);
        return new HttpSettings(
                config.getString(AppConfig.HTTP_HOST),
                config.getInt(AppConfig.HTTP_PORT),
                config.getString(AppConfig.HTTP_ADVERTISED),
                token.isEmpty() ? Optional.empty() : Optional.of(token),
                keystore.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Keystore(
                                Path.of(keystore),
                                config.getPassword(AppConfig.HTTP_KEYSTORE_PASSWORD)
                                        .value())),
                config.getInt(AppConfig.HTTP_MAX_REQUESTS),
                config.getInt(AppConfig.HTTP_MAX_WAITING),
                config.getInt(AppConfig.HTTP_MAX_STREAMS),
                config.getInt(AppConfig.HTTP_MAX_FORWARDED),
                Duration.ofMillis(config.getLong(AppConfig.HTTP_FORWARD_TIMEOUT_MS)));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HttpSettings[" + host + ":" + port + "]";
    }
}
