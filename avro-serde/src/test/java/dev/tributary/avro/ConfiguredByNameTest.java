package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As a Kafka client does it: the class from its name, then {@code configure} with the client's whole configuration. */
@SuppressWarnings("unchecked")
class ConfiguredByNameTest {

    private final FakeRegistry fake = new FakeRegistry();
    private final Map<String, Object> configs = new HashMap<>(Map.of(
            "bootstrap.servers",
            "localhost:9092",
            "group.id",
            "g",
            "some.unknown.key",
            "ignored",
            "key.serializer",
            "org.apache.kafka.common.serialization.LongSerializer",
            "key.deserializer",
            "org.apache.kafka.common.serialization.LongDeserializer",
            "value.serializer",
            "dev.tributary.avro.AvroSerializer",
            "value.deserializer",
            "dev.tributary.avro.AvroDeserializer",
            "schema.registry.url",
            fake.url()));

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void carriesGenericRecords() {
        GenericRecord order = Schemas.order(1, "lamp", 2);
        try (Serializer<Object> serializer = serializer();
                Deserializer<Object> deserializer = deserializer()) {
            assertThat(deserializer.deserialize("orders", serializer.serialize("orders", order)))
                    .isEqualTo(order);
        }
        assertThat(fake.requests()).hasSize(2);
    }

    @Test
    void carriesGeneratedClassesByTheWritersName() {
        configs.put("specific.avro.reader", "true");
        assertCarriesSpecific();
    }

    @Test
    void carriesGeneratedClassesOfAConfiguredType() {
        configs.put("specific.avro.reader", "true");
        configs.put("specific.avro.value.type", SpecificOrder.class.getName());
        assertCarriesSpecific();
        int id = fake.add("s", Schemas.ORDER);
        try (Deserializer<Object> deserializer = deserializer()) {
            assertThat(deserializer.deserialize("s", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 6))))
                    .as("evolved from a writer of another name")
                    .isEqualTo(new SpecificOrder(5, 6));
        }
    }

    @Test
    void saysThatThereIsNoSuchGeneratedClass() {
        configs.put("specific.avro.reader", "true");
        int id = fake.add("s", Schemas.ORDER);
        try (Deserializer<Object> deserializer = deserializer()) {
            assertThatThrownBy(() ->
                            deserializer.deserialize("s", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 6))))
                    .isInstanceOf(SchemaIncompatibleException.class)
                    .hasMessageContaining("shop.Order")
                    .hasMessageContaining("specific.avro.value.type");
        }
    }

    @Test
    void saysHowToTrustAGeneratedClass() {
        configs.put("specific.avro.reader", "true");
        configs.put("specific.avro.value.type", UntrustedOrder.class.getName());
        int id = fake.add("s", Schemas.ORDER);
        try (Deserializer<Object> deserializer = deserializer()) {
            assertThatThrownBy(() ->
                            deserializer.deserialize("s", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 6))))
                    .isInstanceOf(SchemaIncompatibleException.class)
                    .hasMessageContaining("Topic s")
                    .hasMessageContaining("org.apache.avro.SERIALIZABLE_PACKAGES");
        }
    }

    @Test
    void carriesRecordsAsASerde() throws Exception {
        GenericRecord order = Schemas.order(1, "lamp", 2);
        try (Serde<Object> serde = Utils.newInstance("dev.tributary.avro.AvroSerde", Serde.class)) {
            serde.configure(configs, true);
            byte[] payload = serde.serializer().serialize("orders", order);
            assertThat(serde.deserializer().deserialize("orders", payload)).isEqualTo(order);
        }
        assertThat(fake.requests().get(0).path()).isEqualTo("/subjects/orders-key/versions");
    }

    /** One client serves all of one configuration, and is closed with the last of them: the next one asks the registry again. */
    @Test
    void givesItsRegistryBackWhenItIsClosed() throws Exception {
        int id = fake.add("s-value", Schemas.ORDER);
        byte[] payload = Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 6));
        for (int use = 1; use <= 3; use++) {
            try (Deserializer<Object> deserializer = deserializer()) {
                deserializer.configure(configs, false);
                deserializer.deserialize("s", payload);
            }
            assertThat(fake.requests()).as("deserializer").hasSize(use);
        }
        for (int use = 1; use <= 3; use++) {
            try (Serializer<Object> serializer = serializer()) {
                serializer.configure(configs, false);
                serializer.serialize("s", Schemas.order(5, "x", 6));
            }
            assertThat(fake.requests()).as("serializer").hasSize(3 + use);
        }
        for (int use = 1; use <= 3; use++) {
            try (Serde<Object> serde = Utils.newInstance("dev.tributary.avro.AvroSerde", Serde.class)) {
                serde.configure(configs, false);
                serde.deserializer().deserialize("s", serde.serializer().serialize("s", Schemas.order(5, "x", 6)));
            }
            assertThat(fake.requests()).as("serde").hasSize(6 + 2 * use);
        }
    }

    @Test
    void canBeConfiguredAgain() {
        try (Deserializer<Object> deserializer = deserializer();
                FakeRegistry other = new FakeRegistry()) {
            int id = other.add("s", Schemas.ORDER);
            configs.put("schema.registry.url", other.url());
            deserializer.configure(configs, false);
            assertThat(deserializer.deserialize("s", Payloads.of(id, Schemas.ORDER, Schemas.order(5, "x", 6))))
                    .isEqualTo(Schemas.order(5, "x", 6));
        }
    }

    private void assertCarriesSpecific() {
        try (Serializer<Object> serializer = serializer();
                Deserializer<Object> deserializer = deserializer()) {
            assertThat(deserializer.deserialize("o", serializer.serialize("o", new SpecificOrder(3, 4))))
                    .isInstanceOf(SpecificOrder.class)
                    .isEqualTo(new SpecificOrder(3, 4));
        }
    }

    private Serializer<Object> serializer() {
        Serializer<Object> serializer =
                new ProducerConfig(configs).getConfiguredInstance("value.serializer", Serializer.class);
        serializer.configure(configs, false);
        return serializer;
    }

    private Deserializer<Object> deserializer() {
        Deserializer<Object> deserializer =
                new ConsumerConfig(configs).getConfiguredInstance("value.deserializer", Deserializer.class);
        deserializer.configure(configs, false);
        return deserializer;
    }
}
