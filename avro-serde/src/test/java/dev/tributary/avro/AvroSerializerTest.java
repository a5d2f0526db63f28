package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroSerializerTest {

    private final FakeRegistry fake = new FakeRegistry();
    private final Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", fake.url()));
    private final AvroSerializer<IndexedRecord> serializer = new AvroSerializer<>();
    private final GenericRecord order = Schemas.order(1, "a", 2);

    @AfterEach
    void stop() {
        serializer.close();
        fake.close();
    }

    @Test
    void writesTheHeaderAndThenWhatAvroWrites() {
        for (int i = 0; i < 300; i++) {
            fake.add("other", Schema.createFixed("F" + i, null, null, 1));
        }
        serializer.configure(configs, false);

        byte[] payload = serializer.serialize("orders", order);

        assertThat(payload).startsWith(0, 0, 0, 1, 45).isEqualTo(Payloads.of(301, Schemas.ORDER, order));
    }

    @Test
    void writesNullAsNullWithoutAsking() {
        serializer.configure(configs, false);
        assertThat(serializer.serialize("orders", null)).isNull();
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void registersEachSchemaOnceUnderEachTopic() {
        serializer.configure(configs, false);
        for (int i = 0; i < 3; i++) {
            serializer.serialize("a", order);
            serializer.serialize("a", ProjectionTest.envelope());
            serializer.serialize("b", order);
        }
        assertThat(paths())
                .containsExactly(
                        "/subjects/a-value/versions", "/subjects/a-value/versions", "/subjects/b-value/versions");
    }

    @Test
    void resolvesTheIdOfItsOneSchemaBeforeTheFirstValue() {
        try (AvroSerializer<IndexedRecord> fixed =
                new AvroSerializer<>(Schemas.ORDER, new GenericDatumWriter<>(Schemas.ORDER))) {
            fixed.configure(configs, false);

            int id = fixed.schemaId("a");

            assertThat(fixed.serialize("a", order)).isEqualTo(Payloads.of(id, Schemas.ORDER, order));
            assertThat(paths()).containsExactly("/subjects/a-value/versions");
        }
        assertThatThrownBy(() -> serializer.schemaId("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void registersKeysUnderTheKeySubject() {
        serializer.configure(configs, true);
        serializer.serialize("a", order);
        assertThat(paths()).containsExactly("/subjects/a-key/versions");
    }

    @Test
    void namesSubjectsAsConfigured() {
        configs.put("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
        serializer.configure(configs, false);
        serializer.serialize("a", order);
        assertThat(paths()).containsExactly("/subjects/a-shop.Order/versions");
    }

    @Test
    void looksUpInsteadOfRegisteringIfToldSo() {
        configs.put("auto.register.schemas", false);
        serializer.configure(configs, false);
        assertThatThrownBy(() -> serializer.serialize("a", order))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageStartingWith("Topic a: ");
        fake.add("a-value", Schemas.ORDER);

        assertThat(serializer.serialize("a", order)).isEqualTo(Payloads.of(1, Schemas.ORDER, order));
        assertThat(paths()).containsExactly("/subjects/a-value", "/subjects/a-value");
    }

    @Test
    void writesTheLatestVersionIfItEncodesTheSame() {
        fake.add("other", Schemas.CHANGE);
        Schema documented = Schemas.parse(
                Schemas.ORDER.toString().replace("\"name\":\"Order\"", "\"name\":\"Order\",\"doc\":\"An order.\""));
        fake.add("a-value", documented);
        fake.add("b-value", Schemas.CHANGE);
        configs.put("auto.register.schemas", false);
        configs.put("use.latest.version", true);
        serializer.configure(configs, false);

        assertThat(serializer.serialize("a", order)).isEqualTo(Payloads.of(2, Schemas.ORDER, order));
        assertThatThrownBy(() -> serializer.serialize("b", order))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageStartingWith("Topic b: ")
                .hasMessageContaining("id 1");
    }

    @Test
    void writesTheConfiguredIdIfItEncodesTheSame() {
        fake.add("other", Schemas.CHANGE);
        fake.add("elsewhere", Schemas.ORDER);
        configs.put("auto.register.schemas", false);
        configs.put("use.schema.id", 2);
        serializer.configure(configs, false);

        assertThat(serializer.serialize("a", order)).isEqualTo(Payloads.of(2, Schemas.ORDER, order));
        assertThatThrownBy(() -> serializer.serialize("a", ProjectionTest.envelope()))
                .isInstanceOf(SchemaIncompatibleException.class);
    }

    @Test
    void aValueThatFailsLeavesNothingBehind() {
        serializer.configure(configs, false);
        GenericRecord incomplete = new GenericData.Record(Schemas.ORDER);
        incomplete.put("id", 99L);

        assertThatThrownBy(() -> serializer.serialize("a", incomplete))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("Topic a")
                .hasMessageContaining("shop.Order");
        assertThat(serializer.serialize("a", order)).isEqualTo(Payloads.of(1, Schemas.ORDER, order));
    }

    @Test
    void refusesAValueThatIsNoRecord() {
        try (AvroSerializer<String> strings = new AvroSerializer<>()) {
            strings.configure(configs, false);
            assertThatThrownBy(() -> strings.serialize("a", "text"))
                    .isInstanceOf(SchemaIncompatibleException.class)
                    .hasMessageContaining("java.lang.String");
        }
    }

    @Test
    void resolvesAFixedSchemaOncePerSubject() {
        InMemoryRegistry registry = new InMemoryRegistry();
        AvroSerializer<GenericRecord> fixed =
                new AvroSerializer<>(registry, Schemas.ORDER, new GenericDatumWriter<>(Schemas.ORDER));
        for (int i = 0; i < 5; i++) {
            assertThat(fixed.serialize("a", order)).isEqualTo(Payloads.of(1, Schemas.ORDER, order));
        }
        assertThat(registry.registrations()).isEqualTo(1);
        fixed.close();
    }

    @Test
    void writesLargeValuesAndDoesNotKeepTheirMemory() {
        serializer.configure(configs, false);
        GenericRecord large = Schemas.order(1, "x".repeat(3 * PayloadBuffer.RETAINED_BYTES), 1);
        assertThat(serializer.serialize("a", large)).isEqualTo(Payloads.of(1, Schemas.ORDER, large));
        assertThat(serializer.serialize("a", order)).isEqualTo(Payloads.of(1, Schemas.ORDER, order));

        PayloadBuffer buffer = new PayloadBuffer();
        buffer.start(1);
        buffer.write(new byte[3 * PayloadBuffer.RETAINED_BYTES], 0, 3 * PayloadBuffer.RETAINED_BYTES);
        buffer.start(1);
        assertThat(buffer.capacity()).isLessThan(PayloadBuffer.RETAINED_BYTES);
        assertThat(buffer.toByteArray()).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void namesTheTopicWhenTheRegistryIsAway() {
        configs.put("max.retries", 0);
        fake.answerAlways(500, "");
        serializer.configure(configs, false);
        assertThatThrownBy(() -> serializer.serialize("orders", order))
                .isInstanceOf(SchemaRegistryUnavailableException.class)
                .hasMessageStartingWith("Topic orders: ");
    }

    private List<String> paths() {
        return fake.requests().stream().map(FakeRegistry.Request::path).toList();
    }
}
