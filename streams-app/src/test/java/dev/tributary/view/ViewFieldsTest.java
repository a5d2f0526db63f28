package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.config.ViewFile;
import dev.tributary.definition.key.Key;
import dev.tributary.enrich.InMemorySchemaRegistry;
import dev.tributary.topics.ForeignKeys;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class ViewFieldsTest {

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    /** A joined row has another name now, and the fields that say when it was committed. */
    @Test
    void areReadByTheNamesOfBefore() throws IOException {
        Schema before = ViewFile.bundled().schema();
        Schema user = before.getField("user").schema().getTypes().getLast();
        byte[] value = encoded(new GenericRecordBuilder(before)
                .set("id", 1L)
                .set("user_id", 3L)
                .set("user", new GenericRecordBuilder(user).set("id", 3L).build())
                .set("order_lsn", 10L)
                .set("order_committed_at", 10_000L)
                .set("user_lsn", 20L)
                .set("user_committed_at", 20_000L)
                .build());

        try (ProjectingDeserializer<ViewFields> renamed = ViewFields.deserializer(registry, KeyedViews.renamed())) {
            assertThat(renamed.deserialize("enriched-orders", value))
                    .isEqualTo(new ViewFields(ForeignKeys.of(1).set(0, Key.of(3)), OptionalLong.of(20_000)));
        }
    }

    private byte[] encoded(GenericRecord result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(registry.register("enriched-orders-value", result.getSchema()));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(result.getSchema()).write(result, encoder);
        return bytes.toByteArray();
    }
}
