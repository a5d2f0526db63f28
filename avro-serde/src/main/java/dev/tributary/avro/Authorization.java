package dev.tributary.avro;

import static dev.tributary.avro.AvroSerdeConfig.BASIC_AUTH_SOURCE;
import static dev.tributary.avro.AvroSerdeConfig.BASIC_AUTH_USER_INFO;
import static dev.tributary.avro.AvroSerdeConfig.BEARER_AUTH_TOKEN;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Turns the credentials of a configuration into the value of the {@code Authorization} header. */
final class Authorization {

    private Authorization() {}

    /** @throws ConfigException naming the key that is missing or that contradicts another */
    static Optional<Password> of(AvroSerdeConfig config, String url) {
        String source = config.getString(BASIC_AUTH_SOURCE);
        String token = config.getPassword(BEARER_AUTH_TOKEN).value();
        if (!token.isEmpty()) {
            if (config.originals().containsKey(BASIC_AUTH_SOURCE)) {
                throw new ConfigException(
                        "Only one of " + BASIC_AUTH_SOURCE + " and " + BEARER_AUTH_TOKEN + " can be set");
            }
            return Optional.of(header("Bearer", token));
        }
        if (config.originals().containsKey(AvroSerdeConfig.BEARER_AUTH_SOURCE)) {
            throw new ConfigException("Missing required configuration " + BEARER_AUTH_TOKEN + ": "
                    + AvroSerdeConfig.BEARER_AUTH_SOURCE + " is set");
        }
        Optional<String> userInfo = switch (source) {
            case AvroSerdeConfig.BASIC_FROM_USER_INFO -> Optional.of(configuredUserInfo(config));
            case AvroSerdeConfig.BASIC_FROM_SASL -> Optional.of(saslUserInfo(config));
            default -> Endpoint.userInfo(url);
        };
        return userInfo.map(info -> header("Basic", base64(info)));
    }

    private static String configuredUserInfo(AvroSerdeConfig config) {
        String deprecated = config.getPassword(AvroSerdeConfig.DEPRECATED_BASIC_AUTH_USER_INFO)
                .value();
        String info =
                deprecated.isEmpty() ? config.getPassword(BASIC_AUTH_USER_INFO).value() : deprecated;
        if (info.isEmpty()) {
            throw new ConfigException("Missing required configuration " + BASIC_AUTH_USER_INFO + ": "
                    + BASIC_AUTH_SOURCE + " is " + AvroSerdeConfig.BASIC_FROM_USER_INFO);
        }
        return info;
    }

    /** User name and password of the first login module that has them, as Confluent's client takes them. */
    private static String saslUserInfo(AvroSerdeConfig config) {
        Map<String, Object> sasl = new HashMap<>(config.originals());
        if (sasl.get(SaslConfigs.SASL_JAAS_CONFIG) instanceof String jaas) {
            sasl.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas));
        }
        for (AppConfigurationEntry module : JaasContext.loadClientContext(sasl).configurationEntries()) {
            Object user = module.getOptions().get("username");
            Object password = module.getOptions().get("password");
            if (user != null && password != null) {
                return user + ":" + password;
            }
        }
        throw new ConfigException(BASIC_AUTH_SOURCE + " is " + AvroSerdeConfig.BASIC_FROM_SASL + ", but "
                + SaslConfigs.SASL_JAAS_CONFIG + " has no login module with a username and a password");
    }

    private static String base64(String userInfo) {
        return Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static Password header(String scheme, String credentials) {
        if (credentials.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new ConfigException(BEARER_AUTH_TOKEN + " contains a character that a header cannot carry "
                    + "(a line break at its end?)");
        }
        return new Password(scheme + " " + credentials);
    }
}
