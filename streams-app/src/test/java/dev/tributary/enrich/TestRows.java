package dev.tributary.enrich;

import dev.tributary.config.ViewFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Columns as Avro itself encodes them by the contract. */
final class TestRows {

    /** Of the view that the application has in itself. */
    static final JoinedTables TABLES = JoinedTables.of(ViewFile.bundled());

    /** How the users are encoded. */
    static final RowEncoding USERS = TABLES.referenced().getFirst().captured().encoding();

    private static final Schema CONTRACT = TABLES.contract();
    private static final Schema ORDER = record("id", "user_id", "product_name", "quantity", "order_date");
    static final Schema USER = CONTRACT.getField("user").schema().getTypes().get(1);

    private TestRows() {}

    /** Of a topic of rows, with a registry of its own. */
    static RowSerde serde(RowEncoding encoding) {
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        return new RowSerde(encoding, registry, registry.register("rows-value", RowSerde.schema(encoding)));
    }

    static Columns order(
            long id,
            @Nullable Long user,
            @Nullable String product,
            @Nullable Integer quantity,
            @Nullable Long orderDate) {
        return TABLES.base().encoding().of(encode(ORDER, id, user, product, quantity, orderDate));
    }

    static Columns user(long id, @Nullable String name, @Nullable String email, @Nullable Long createdAt) {
        return USERS.of(encode(USER, id, name, email, createdAt));
    }

    private static Schema record(String... fields) {
        List<Schema.Field> copies = Stream.of(fields)
                .map(name -> CONTRACT.getField(name))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord("Order", null, null, false, copies);
    }

    private static byte[] encode(Schema schema, @Nullable Object... values) {
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < values.length; i++) {
            record.put(i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
