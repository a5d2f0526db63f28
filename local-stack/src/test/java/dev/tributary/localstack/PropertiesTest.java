package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The configuration that is generated for the servers. */
class PropertiesTest {

    @Test
    void overridesTheWorkersOwnLinesAndKeepsTheRest() throws IOException {
        String base = "# a worker\nplugin.path = /opt/plugins\nlisteners=http://0.0.0.0:1\nplugin.path.other=kept\n";

        Properties properties = parse(
                ConnectWorker.properties(base, Map.of("plugin.path", "/here", "listeners", "http://127.0.0.1:2")));

        assertThat(properties)
                .containsOnly(
                        Map.entry("plugin.path", "/here"),
                        Map.entry("listeners", "http://127.0.0.1:2"),
                        Map.entry("plugin.path.other", "kept"));
    }

    @Test
    void putsEveryListenerOfTheBrokerOnLoopback() throws IOException {
        Properties properties =
                parse(KafkaBroker.properties(new Ports(1, 2, 3, 4, 5, 6, List.of(7)), Path.of("/data")));

        assertThat(properties)
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:3")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:2")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:3")
                .containsEntry("log.dirs", "/data")
                .containsEntry("auto.create.topics.enable", "false");
    }

    private static Properties parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }
}
