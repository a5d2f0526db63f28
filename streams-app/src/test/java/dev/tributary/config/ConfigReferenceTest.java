package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.AvroSerdeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The reference page is generated: {@code mvn -pl streams-app -am test -Dtributary.references=write} writes it anew. */
class ConfigReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void isWhatTheDefinitionsSay() throws IOException {
        if ("write".equals(System.getProperty("tributary.references"))) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE).hasContent(page());
    }

    private static String page() {
        return """
                # Configuration of the application

                Generated from the code; a test holds that it is what the code says.

                Settings come from a properties file (the first argument, or `TRIBUTARY_CONFIG`) and from environment variables,
                which win: a key in upper case with `.` as `_`, behind `TRIBUTARY_`, a leading `tributary.` not written twice.

                A key of the file that is not known is refused, and so is a variable `TRIBUTARY_…` whose name is close to that of a
                setting. Other variables are ignored: those of the project's command line, and those that Kubernetes sets for a Service
                named `tributary` or `tributary-…`. One that is `<Service>_PORT` and has an address for a value, such as
                `tcp://10.0.0.1:8080`, is ignored under any name.

                Any value may refer to a secret elsewhere: `${file:/run/secrets/kafka.properties:password}`, `${env:NAME}`,
                `${directory:/run/secrets:password}`.

                ## Its own

                %s
                ## Of the registry client

                They carry the names of Confluent's client, those of its HTTP time limits with `schema.registry.` before them: `http` is the API's. Besides these, every `ssl.…` key of Kafka with `schema.registry.` before it.

                %s
                ## Kafka's

                Every key of [Kafka Streams](https://kafka.apache.org/documentation/#streamsconfigs) and of its clients is passed through
                under its own name, also with the prefixes `consumer.`, `main.consumer.`, `restore.consumer.`, `producer.`, `admin.` and
                `topic.`. These cannot be set: `application.id`, `application.server`, `default.key.serde`,
                `default.value.serde`, `partitioner.class`, `partitioner.ignore.keys`, `topology.optimization`, and
                `processing.guarantee` other than `exactly_once_v2`. To a `client.id` is added what each client is for, such as
                `-enrich` or `-view`. [Decision 5](decisions/0005-settings-of-the-enrich-tier.md) says
                which defaults differ from Kafka's, and why.

                ## The JVM's

                It runs on a JDK of 21 or later, with any collector. Rows lie off the heap, so a heap of 256 to 512 MB is enough; with
                64 partitions and more, 384 to 512. What is worth a flag:

                | flag | what for |
                |---|---|
                | `-XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=/var/cache/tributary.jsa` | A start takes about a second less: classes are mapped from an archive, which the JVM writes when it first ends. Give the file a place that outlives the process, and each version of the application a file of its own. |
                | `-XX:+ExitOnOutOfMemoryError` | A process without memory ends, and whatever supervises it starts it again, instead of limping on. |
                | `-Djdk.virtualThreadScheduler.parallelism=16` | How many requests are worked on at once; by default as many as there are cores, which answers the most from memory. A read of the view that waits for the disk holds up one of them: set more where the view is larger than the machine's memory. From memory, two cores with sixteen answer less than half as many requests a second. |
                | `--enable-native-access=ALL-UNNAMED` | From JDK 24 on, no warning about the native library of RocksDB. |
                """.formatted(table(AppConfig.DEFINITION), table(AvroSerdeConfig.definition()));
    }

    private static String table(ConfigDef definition) {
        return "| key | environment | type | default | what it is |\n|---|---|---|---|---|\n"
                + definition.configKeys().values().stream()
                        .sorted((a, b) -> a.name.compareTo(b.name))
                        .map(ConfigReferenceTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(ConfigDef.ConfigKey key) {
        return "| `%s` | `%s` | %s | %s | %s |\n"
                .formatted(
                        key.name,
                        ConfigSources.variable(key.name),
                        key.type().name().toLowerCase(java.util.Locale.ROOT),
                        defaultOf(key),
                        key.documentation.replace("|", "\\|"));
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        String text = ConfigDef.convertToString(key.defaultValue, key.type());
        return text == null || text.isEmpty() || key.type() == ConfigDef.Type.PASSWORD ? "" : "`" + text + "`";
    }
}
