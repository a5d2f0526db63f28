package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;

class AvroSerdeConfigTest {

    @Test
    void hasConfluentsKeysAndDefaults() {
        Map<String, Object> expected = new HashMap<>();
        expected.put("schema.registry.url", List.of());
        expected.put("auto.register.schemas", true);
        expected.put("use.latest.version", false);
        expected.put("use.schema.id", -1);
        expected.put("normalize.schemas", false);
        expected.put("basic.auth.credentials.source", "URL");
        expected.put("basic.auth.user.info", new Password(""));
        expected.put("schema.registry.basic.auth.user.info", new Password(""));
        expected.put("bearer.auth.credentials.source", "STATIC_TOKEN");
        expected.put("bearer.auth.token", new Password(""));
        expected.put("max.retries", 3);
        expected.put("retries.wait.ms", 1_000);
        expected.put("retries.max.wait.ms", 20_000);
        expected.put("schema.registry.http.connect.timeout.ms", 60_000);
        expected.put("schema.registry.http.read.timeout.ms", 60_000);
        expected.put("max.schemas.per.subject", 1_000);
        expected.put("key.subject.name.strategy", "TopicNameStrategy");
        expected.put("value.subject.name.strategy", "TopicNameStrategy");
        expected.put("specific.avro.reader", false);
        expected.put("specific.avro.key.type", null);
        expected.put("specific.avro.value.type", null);

        assertThat(new TreeMap<>(new AvroSerdeConfig(Map.of()).values())).isEqualTo(new TreeMap<>(expected));
    }

    @Test
    void describesEveryKeyAndHidesSecrets() {
        for (ConfigDef.ConfigKey key : AvroSerdeConfig.definition().configKeys().values()) {
            assertThat(key.documentation).as(key.name).isNotBlank();
        }
        assertThat(AvroSerdeConfig.definition().configKeys().values())
                .filteredOn(key -> key.type == ConfigDef.Type.PASSWORD)
                .extracting(key -> key.name)
                .containsExactlyInAnyOrder(
                        "basic.auth.user.info", "schema.registry.basic.auth.user.info", "bearer.auth.token");
    }

    @Test
    void namesTheKeyThatIsWrong() {
        for (Map.Entry<String, Object> wrong : Map.<String, Object>of(
                        "max.retries",
                        -1,
                        "retries.wait.ms",
                        "soon",
                        "schema.registry.http.read.timeout.ms",
                        0,
                        "max.schemas.per.subject",
                        0,
                        "auto.register.schemas",
                        "maybe",
                        "specific.avro.value.type",
                        "no.such.Class")
                .entrySet()) {
            assertThatThrownBy(() -> new AvroSerdeConfig(Map.of(wrong.getKey(), wrong.getValue())))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(wrong.getKey());
        }
    }

    @Test
    void knowsSubjectNameStrategiesByAnyOfTheirNames() {
        String confluent = "io.confluent.kafka.serializers.subject.";
        Map<String, String> expected = Map.of(
                "TopicNameStrategy",
                "t-value",
                confluent + "TopicNameStrategy",
                "t-value",
                "RecordNameStrategy",
                "shop.Order",
                confluent + "RecordNameStrategy",
                "shop.Order",
                "TopicRecordNameStrategy",
                "t-shop.Order",
                confluent + "TopicRecordNameStrategy",
                "t-shop.Order",
                OwnStrategy.class.getName(),
                "own t");
        expected.forEach((name, subject) -> assertThat(new AvroSerdeConfig(Map.of("value.subject.name.strategy", name))
                        .subjectNameStrategy(false)
                        .subject("t", false, Schemas.ORDER))
                .isEqualTo(subject));
        for (String wrong : List.of("NoSuchStrategy", "java.lang.String")) {
            assertThatThrownBy(() ->
                            new AvroSerdeConfig(Map.of("key.subject.name.strategy", wrong)).subjectNameStrategy(true))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("key.subject.name.strategy");
        }
        assertThatThrownBy(() -> SubjectNames.RecordNameStrategy.subject("t", false, Schema.create(Schema.Type.INT)))
                .isInstanceOf(SchemaIncompatibleException.class);
    }

    /** Must be public with a public constructor: Kafka makes it by name. */
    public static final class OwnStrategy implements SubjectNameStrategy {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return "own " + topic;
        }
    }
}
