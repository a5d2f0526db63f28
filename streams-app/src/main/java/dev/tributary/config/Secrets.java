package dev.tributary.config;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/** Kafka's config providers under their usual names, unless the settings name providers of their own. */
final class Secrets {

    private Secrets() {}

    static Map<String, String> withProviders(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        if (!settings.containsKey(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            all.put(AbstractConfig.CONFIG_PROVIDERS_CONFIG, "file,env,directory");
            all.put("config.providers.file.class", FileConfigProvider.class.getName());
            all.put("config.providers.env.class", EnvVarConfigProvider.class.getName());
            all.put("config.providers.directory.class", DirectoryConfigProvider.class.getName());
        }
        return all;
    }
}
