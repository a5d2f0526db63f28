package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultConverterTest {

    private static final String TOPIC = "enriched-orders";
    private static final Schema ROW = new Schema.Parser().parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "id", "type": "long"},
              {"name": "price", "type": ["null", {"type": "string", "postgresType": "numeric"}]},
              {"name": "user", "type": ["null", {"type": "record", "name": "U", "fields": [
                {"name": "name", "type": ["null", "string"]}]}]}]}
            """);

    private final ResultConverter converter = new ResultConverter();
    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String answer = new ObjectMapper().writeValueAsString(Map.of("schema", ROW.toString()));
        registry.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer.getBytes(StandardCharsets.UTF_8));
            }
        });
        registry.start();
        converter.configure(
                Map.of(
                        "schema.registry.url",
                        "http://127.0.0.1:" + registry.getAddress().getPort(),
                        "max.retries",
                        0),
                false);
    }

    @AfterEach
    void stop() {
        converter.close();
        registry.stop(0);
    }

    @Test
    void aRowIsAStructOfTexts() throws IOException {
        GenericRecord user =
                new GenericData.Record(ROW.getField("user").schema().getTypes().get(1));
        user.put("name", "Ada");
        SchemaAndValue read = converter.toConnectData(TOPIC, bytes(7, "1.50", user));

        Struct row = (Struct) read.value();
        assertThat(row.schema()).isSameAs(read.schema());
        assertThat(row.getString("id")).isEqualTo("7");
        assertThat(row.getString("price")).isEqualTo("1.50");
        assertThat(row.getString("user")).isEqualTo("{\"name\":\"Ada\"}");
    }

    @Test
    void aNullIsOne() throws IOException {
        Struct row =
                (Struct) converter.toConnectData(TOPIC, bytes(7, null, null)).value();

        assertThat(row.get("price")).isNull();
        assertThat(row.get("user")).isNull();
    }

    @Test
    void recordsOfOneSchemaHaveOne() throws IOException {
        assertThat(converter.toConnectData(TOPIC, bytes(7, null, null)).schema())
                .isSameAs(converter.toConnectData(TOPIC, bytes(8, null, null)).schema());
    }

    @Test
    void aTombstoneIsOne() {
        assertThat(converter.toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void whatIsNoRowIsRefusedByItsTopic() {
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, new byte[] {1, 2}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(TOPIC);
    }

    @Test
    void aRegistryThatIsAwayIsTriedAgain() throws IOException {
        byte[] row = bytes(7, null, null);
        registry.stop(0);

        assertThatThrownBy(() -> converter.toConnectData(TOPIC, row)).isInstanceOf(RetriableException.class);
    }

    @Test
    void aKeyIsTheTextOfItsColumn() {
        assertThat(key("integer", ByteBuffer.allocate(8).putLong(-7).array())).isEqualTo("-7");
        assertThat(key("text", "a b".getBytes(StandardCharsets.UTF_8))).isEqualTo("a b");
        assertThat(key("uuid", "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
        assertThatThrownBy(() -> key("integer", new byte[3]))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 3 bytes, and an integer has 8");
    }

    @Test
    void aKeyNeedsItsColumnAndType() {
        assertThatThrownBy(() -> new ResultConverter().configure(Map.of("type", "integer"), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("column");
        assertThatThrownBy(() -> key("date", new byte[8]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("integer, text, uuid");
    }

    @Test
    void aWorkerFindsItByItsManifest() {
        assertThat(ServiceLoader.load(Converter.class)).anyMatch(ResultConverter.class::isInstance);
    }

    private static String key(String type, byte[] bytes) {
        ResultConverter keys = new ResultConverter();
        keys.configure(Map.of("column", "id", "type", type), true);
        return ((Struct) keys.toConnectData(TOPIC, bytes).value()).getString("id");
    }

    private static byte[] bytes(long id, String price, GenericRecord user) throws IOException {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("id", id);
        row.put("price", price);
        row.put("user", user);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).putInt(1, 3).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(ROW).write(row, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
