package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.config.ViewFile;
import dev.tributary.definition.json.PostgresText;
import dev.tributary.enrich.InMemorySchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

    private static final Schema CONTRACT = ViewFile.bundled().schema();

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final ResultJson json = new ResultJson(registry, "enriched-orders", ViewFile.bundled());

    @Test
    void hasEveryFieldOfTheContractInItsOrder() throws Exception {
        GenericRecord order = order();
        order.put("user_id", 7L);
        order.put("product_name", "Kettle \"☕\"\n\u0000𝄞");
        order.put("quantity", Integer.MIN_VALUE);
        order.put("order_date", 1_790_000_000_123_456L);
        GenericRecord user = new GenericData.Record(
                CONTRACT.getField("user").schema().getTypes().get(1));
        user.put("id", 7L);
        user.put("name", "");
        order.put("user", user);
        order.put("user_lsn", 5L);
        order.put("user_committed_at", 1_790_000_000_000_000L);

        String text = text(order);

        assertThat(text).doesNotContain("\n");
        JsonNode node = new JsonMapper().readTree(text);
        assertThat(node.properties().stream().map(Map.Entry::getKey))
                .containsExactlyElementsOf(
                        CONTRACT.getFields().stream().map(Schema.Field::name).toList());
        assertThat(node.get("product_name").textValue()).isEqualTo("Kettle \"☕\"\n\u0000𝄞");
        assertThat(node.get("quantity").intValue()).isEqualTo(Integer.MIN_VALUE);
        assertThat(node.get("order_date").textValue()).isEqualTo("2026-09-21T14:13:20.123456");
        assertThat(node.get("order_committed_at").textValue()).isEqualTo("1970-01-01T00:00:00.000002Z");
        assertThat(node.get("user_committed_at").textValue()).isEqualTo("2026-09-21T14:13:20Z");
        assertThat(node.at("/user/name").textValue()).isEmpty();
        assertThat(node.at("/user/email").isNull()).isTrue();
    }

    /** A row that was written before such bytes were refused. */
    @Test
    void isJsonWhateverBytesATextHas() throws Exception {
        for (byte[] bytes :
                new byte[][] {{(byte) 0xff, 0, (byte) 0xfe, 'A'}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
                }) {
            GenericRecord order = order();
            order.put("product_name", new Utf8(bytes));

            byte[] written = json.of(bytes(order));

            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(written))
                    .toString();
            assertThat(new JsonMapper().readTree(text).get("product_name").textValue())
                    .contains("\ufffd");
        }
    }

    @Test
    void isNullWhereThereIsNothing() throws Exception {
        JsonNode node = new JsonMapper().readTree(text(order()));

        assertThat(node.get("user").isNull()).isTrue();
        assertThat(node.get("user_id").isNull()).isTrue();
        assertThat(node.get("order_date").isNull()).isTrue();
    }

    @Test
    void writesTimesAsFarAsTheyGo() {
        assertThat(PostgresText.timestamp(Long.MAX_VALUE)).isEqualTo("infinity");
        assertThat(PostgresText.timestamp(Long.MIN_VALUE)).isEqualTo("-infinity");
        assertThat(PostgresText.timestamp(-1)).isEqualTo("1969-12-31T23:59:59.999999");
        assertThat(PostgresText.timestamp(0)).isEqualTo("1970-01-01T00:00:00");
        assertThat(PostgresText.timestamp(-210_866_803_200_000_000L)).isEqualTo("-4713-11-24T00:00:00");
    }

    private String text(GenericRecord order) {
        return new String(json.of(bytes(order)), StandardCharsets.UTF_8);
    }

    private byte[] bytes(GenericRecord order) {
        try (AvroSerializer<GenericRecord> serializer =
                new AvroSerializer<>(registry, CONTRACT, new GenericDatumWriter<>(CONTRACT))) {
            serializer.configure(Map.of("schema.registry.url", "http://unused"), false);
            return serializer.serialize("enriched-orders", order);
        }
    }

    private static GenericRecord order() {
        GenericRecord order = new GenericData.Record(CONTRACT);
        order.put("id", 1L);
        order.put("order_lsn", 1L);
        order.put("order_committed_at", 2L);
        return order;
    }
}
