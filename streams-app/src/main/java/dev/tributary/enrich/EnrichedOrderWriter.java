package dev.tributary.enrich;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes results straight into Avro binary, as the published contract {@code EnrichedOrder.avsc} says. */
final class EnrichedOrderWriter implements DatumWriter<EnrichedOrder> {

    static final Schema SCHEMA = Schemas.load("EnrichedOrder");

    /** The writer knows its schema; another one would be a mistake. */
    @Override
    public void setSchema(Schema schema) {
        if (!SCHEMA.equals(schema)) {
            throw new IllegalArgumentException("writes " + SCHEMA.getFullName() + " and nothing else");
        }
    }

    @Override
    public void write(EnrichedOrder enriched, Encoder out) throws IOException {
        Order order = enriched.order().columns();
        out.writeLong(order.id());
        RowFormat.writeLong(order.userId(), out);
        RowFormat.writeString(order.productName(), out);
        RowFormat.writeInt(order.quantity(), out);
        RowFormat.writeLong(order.orderDateMicros(), out);

        @Nullable Row<User> user = enriched.user();
        out.writeIndex(user == null ? 0 : 1);
        if (user != null) {
            out.writeLong(user.columns().id());
            RowFormat.writeString(user.columns().name(), out);
            RowFormat.writeString(user.columns().email(), out);
            RowFormat.writeLong(user.columns().createdAtMicros(), out);
        }

        out.writeLong(enriched.order().version().lsn());
        out.writeLong(enriched.order().version().committedAtMicros());
        RowFormat.writeLong(user == null ? null : (Long) user.version().lsn(), out);
        RowFormat.writeLong(user == null ? null : (Long) user.version().committedAtMicros(), out);
    }
}
