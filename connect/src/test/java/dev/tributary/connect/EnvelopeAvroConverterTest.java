package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.avro.SchemaIncompatibleException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnvelopeAvroConverterTest {

    private static final int HEADER = 5;
    private static final Schema ROW =
            SchemaBuilder.struct().name("row").field("id", Schema.INT32_SCHEMA).build();
    private static final Struct SEVEN = new Struct(ROW).put("id", 7);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final EnvelopeAvroConverter converter = new EnvelopeAvroConverter();
    private volatile int status = 200;
    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            String answer = status == 200 ? "{\"id\": 258}" : "{\"error_code\": 409, \"message\": \"not compatible\"}";
            exchange.sendResponseHeaders(status, 0);
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
                        "0"),
                false);
    }

    @AfterEach
    void stop() {
        converter.close();
        registry.stop(0);
    }

    @Test
    void writesConfluentsWireFormatAndRegistersEachSchemaOnce() {
        assertThat(converter.fromConnectData("topic", ROW, SEVEN)).containsExactly(0, 0, 0, 1, 2, 14);
        assertThat(converter.fromConnectData("topic", ROW, SEVEN)).containsExactly(0, 0, 0, 1, 2, 14);

        assertThat(requests).containsExactly("POST /subjects/topic-value/versions");
    }

    /** Debezium makes a new schema when a table changes, and an equal one when it has been started again. */
    @Test
    void takesANewSchemaOfATopic() {
        Schema changed = SchemaBuilder.struct()
                .name("row")
                .field("id", Schema.INT32_SCHEMA)
                .field("name", Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        converter.fromConnectData("topic", ROW, SEVEN);
        converter.fromConnectData("topic", changed, new Struct(changed).put("id", 7));
        assertThat(converter.fromConnectData("topic", ROW, SEVEN)).containsExactly(0, 0, 0, 1, 2, 14);

        assertThat(requests).hasSize(2);
    }

    /** PostgreSQL describes a table anew every now and then, after a VACUUM for one, and Debezium makes a new schema each time. */
    @Test
    void takesEqualSchemasForOne() {
        for (int i = 0; i < 1_000; i++) {
            Schema again = SchemaBuilder.struct()
                    .name("row")
                    .field("id", Schema.INT32_SCHEMA)
                    .build();
            converter.fromConnectData("topic", again, new Struct(again).put("id", i));
        }

        assertThat(converter.heldSchemas()).isEqualTo(1);
        assertThat(requests).hasSize(1);
    }

    @Test
    void forgetsSchemasThatAreNotUsedAnyMore() {
        for (int i = 0; i < 250; i++) {
            Schema table = SchemaBuilder.struct()
                    .name("row")
                    .field("id" + i, Schema.INT32_SCHEMA)
                    .build();
            converter.fromConnectData("topic" + i, table, new Struct(table).put("id" + i, i));
        }

        assertThat(converter.heldSchemas()).isEqualTo(100);
        assertThat(converter.fromConnectData("topic0", ROW, SEVEN)).isNotNull();
    }

    @Test
    void keepsATombstoneAndAsksNobodyForIt() {
        assertThat(converter.fromConnectData("topic", ROW, null)).isNull();
        assertThat(converter.fromConnectData("topic", null, null)).isNull();

        assertThat(requests).isEmpty();
    }

    /** Connect's own answers with the default: a NULL in the database would be captured as a value. */
    @Test
    void keepsANullInAColumnThatHasADefault() throws IOException {
        Schema date = SchemaBuilder.int64().optional().defaultValue(0L).build();
        Schema row = SchemaBuilder.struct()
                .name("cdc.Value")
                .optional()
                .field("id", Schema.INT32_SCHEMA)
                .field("order_date", date)
                .build();
        Schema envelope =
                SchemaBuilder.struct().name("cdc.Envelope").field("after", row).build();
        Struct change =
                new Struct(envelope).put("after", new Struct(row).put("id", 7).put("order_date", null));

        byte[] written = converter.fromConnectData("topic", envelope, change);

        GenericRecord read = new GenericDatumReader<GenericRecord>(AvroSchemas.of(envelope))
                .read(null, DecoderFactory.get().binaryDecoder(written, HEADER, written.length - HEADER, null));
        GenericRecord after = (GenericRecord) read.get("after");
        assertThat(after.get("id")).isEqualTo(7);
        assertThat(after.get("order_date")).isNull();
    }

    @Test
    void asksForAnotherTryWhileTheRegistryIsAwayOrFails() {
        status = 503;
        assertThatThrownBy(() -> converter.fromConnectData("topic", ROW, SEVEN))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("registry cannot be reached");

        status = 200;
        assertThat(converter.fromConnectData("topic", ROW, SEVEN)).isNotNull();

        registry.stop(0);
        assertThatThrownBy(() -> converter.fromConnectData("another", ROW, SEVEN))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("registry cannot be reached");
        assertThat(converter.fromConnectData("topic", ROW, SEVEN))
                .as("what it has registered before")
                .isNotNull();
    }

    @Test
    void failsWithTheReasonOfARegistryThatRefuses() {
        status = 409;

        assertThatThrownBy(() -> converter.fromConnectData("topic", ROW, SEVEN))
                .isInstanceOf(SchemaIncompatibleException.class)
                .hasMessageContaining("topic-value")
                .hasMessageContaining("not compatible");
    }

    @Test
    void namesTheTopicAndTheFieldOfAValueThatCannotBeWritten() {
        assertThatThrownBy(() -> converter.fromConnectData("topic", ROW, new Struct(ROW)))
                .hasMessageContaining("topic")
                .hasMessageContaining("id");
        assertThatThrownBy(() -> converter.fromConnectData("topic", null, "text"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("topic");
    }

    @Test
    void isFoundByItsServiceManifest() {
        assertThat(ServiceLoader.load(Converter.class))
                .anySatisfy(found -> assertThat(found).isInstanceOf(EnvelopeAvroConverter.class));
    }

    /** The worker logs an error for each class that it does not have; here, the oracle's are on the class path. */
    @Test
    void theManifestsNameClassesOfThisModuleOnly() throws IOException {
        try (Stream<Path> manifests = Files.list(Path.of("src/main/resources/META-INF/services"))) {
            for (Path manifest : manifests.toList()) {
                assertThat(Files.readAllLines(manifest))
                        .as(manifest.toString())
                        .isNotEmpty()
                        .allMatch(line -> line.startsWith("dev.tributary.connect."));
            }
        }
    }
}
