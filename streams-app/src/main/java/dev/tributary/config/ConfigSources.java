package dev.tributary.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads settings from a properties file and from environment variables; the environment wins.
 *
 * <p>A variable is a key in upper case with {@code .} as {@code _} behind {@code TRIBUTARY_}; a key's own prefix
 * {@code tributary.} is not written twice: {@code bootstrap.servers} is {@code TRIBUTARY_BOOTSTRAP_SERVERS}, and
 * {@code tributary.topic.users} is {@code TRIBUTARY_TOPIC_USERS}. A variable that has no setting's name is refused if the name is
 * close to one, and ignored if not.
 */
final class ConfigSources {

    private static final Logger log = LoggerFactory.getLogger(ConfigSources.class);

    private static final String PREFIX = "TRIBUTARY_";

    private final KnownKeys knownKeys;

    ConfigSources(KnownKeys knownKeys) {
        this.knownKeys = knownKeys;
    }

    /** @throws ConfigException naming the first key that is not known, the first variable that is mistyped, or the file that cannot be read */
    Map<String, String> read(@Nullable Path file, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        if (file != null) {
            readFile(file).forEach((key, value) -> {
                knownKeys.require(key, "in " + file);
                settings.put(key, value);
            });
        }
        settings.putAll(fromEnvironment(environment));
        return settings;
    }

    static String variable(String key) {
        String own = key.startsWith("tributary.") ? key.substring("tributary.".length()) : key;
        return PREFIX + own.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** A name that no setting has may belong to something else, and is ignored, unless it looks mistyped. */
    private Map<String, String> fromEnvironment(Map<String, String> environment) {
        Map<String, String> keyOf = byVariable(knownKeys.all());
        Map<String, String> settings = new TreeMap<>();
        Set<String> ignored = new TreeSet<>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(PREFIX)) {
                return;
            }
            if (IgnoredVariables.contains(variable, value)) {
                ignored.add(variable);
                return;
            }
            @Nullable String key = keyOf.get(variable);
            if (key == null) {
                refuseMistyped(variable, keyOf.keySet());
                ignored.add(variable);
                return;
            }
            settings.put(key, value);
        });
        if (!ignored.isEmpty()) {
            log.info("ignored environment variables, which are not settings: {}", String.join(", ", ignored));
        }
        return settings;
    }

    private static void refuseMistyped(String variable, Set<String> settings) {
        Set<String> known = new TreeSet<>(settings);
        known.addAll(IgnoredVariables.OF_OTHER_PROGRAMS);
        Suggestion.mistyped(variable, PREFIX, known).ifPresent(meant -> {
            throw new ConfigException(
                    "environment variable " + variable + " is not a setting: did you mean " + meant + "?");
        });
    }

    private static Map<String, String> byVariable(Collection<String> keys) {
        Map<String, String> byVariable = new HashMap<>();
        keys.forEach(key -> byVariable.put(variable(key), key));
        return byVariable;
    }

    private static Map<String, String> readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("cannot read the configuration file " + file.toAbsolutePath() + ": " + e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.forEach((key, value) -> settings.put((String) key, (String) value));
        return settings;
    }
}
