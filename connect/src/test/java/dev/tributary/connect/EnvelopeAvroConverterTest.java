package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.rest.client.exception.RestClientException;
import io.apicurio.registry.rest.v2.beans.Error;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;

class EnvelopeAvroConverterTest {

    private static final Schema ROW =
            SchemaBuilder.struct().name("row").field("id", Schema.INT32_SCHEMA).build();

    /** The converter underneath would write the default: a NULL in the database would be captured as a value. */
    @Test
    void keepsANullInAColumnThatHasADefault() {
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
        try (EnvelopeAvroConverter converter = new EnvelopeAvroConverter()) {
            converter.configure(Map.of("apicurio.registry.url", "http://127.0.0.1:1/apis/registry/v2"), false);

            GenericRecord written = (GenericRecord) converter.applySchema(envelope, change);

            GenericRecord after = (GenericRecord) written.get("after");
            assertThat(after.get("id")).isEqualTo(7);
            assertThat(after.get("order_date")).isNull();
        }
    }

    @Test
    void asksForAnotherTryWhenNobodyListensAtTheRegistry() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (EnvelopeAvroConverter converter = new EnvelopeAvroConverter()) {
            converter.configure(
                    Map.of(
                            "apicurio.registry.url",
                            "http://127.0.0.1:" + port + "/apis/registry/v2",
                            "apicurio.registry.auto-register",
                            "true"),
                    false);

            assertThatThrownBy(() -> converter.fromConnectData("topic", ROW, new Struct(ROW).put("id", 1)))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("registry cannot be reached");
        }
    }

    @Test
    void asksForAnotherTryWhenTheRegistryFailsButNotWhenItRefuses() {
        assertThatThrownBy(() -> EnvelopeAvroConverter.patiently(() -> {
                    throw answer(503);
                }))
                .isInstanceOf(RetriableException.class);
        assertThatThrownBy(() -> EnvelopeAvroConverter.patiently(() -> {
                    throw answer(409);
                }))
                .isInstanceOf(RestClientException.class);
    }

    @Test
    void leavesARecordThatCannotBeConvertedAlone() {
        assertThatThrownBy(() -> EnvelopeAvroConverter.patiently(() -> {
                    throw new SerializationException("no");
                }))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void isFoundByItsServiceManifest() {
        assertThat(ServiceLoader.load(Converter.class))
                .anySatisfy(converter -> assertThat(converter).isInstanceOf(EnvelopeAvroConverter.class));
    }

    private static RestClientException answer(int status) {
        Error error = new Error();
        error.setErrorCode(status);
        return new RestClientException(error);
    }
}
