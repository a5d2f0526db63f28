package dev.tributary.benchmarks.peers;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes results straight into Avro binary, as the application does. */
final class EnrichedWriter implements DatumWriter<Rows.Enriched> {

    @Override
    public void setSchema(Schema schema) {
        // It knows only one.
    }

    @Override
    public void write(Rows.Enriched enriched, Encoder out) throws IOException {
        Rows.Order order = enriched.order();
        out.writeLong(order.id());
        writeLong(order.userId(), out);
        writeString(order.product(), out);
        out.writeIndex(order.quantity() == null ? 0 : 1);
        if (order.quantity() != null) {
            out.writeInt(order.quantity());
        }
        writeLong(order.date(), out);
        Rows.@Nullable User user = enriched.user();
        out.writeIndex(user == null ? 0 : 1);
        if (user != null) {
            out.writeLong(user.id());
            writeString(user.name(), out);
            writeString(user.email(), out);
            writeLong(user.createdAt(), out);
        }
        out.writeLong(order.version().lsn());
        out.writeLong(order.version().committedAt());
        writeLong(user == null ? null : (Long) user.version().lsn(), out);
        writeLong(user == null ? null : (Long) user.version().committedAt(), out);
    }

    static void writeLong(@Nullable Long value, Encoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeLong(value);
        }
    }

    static void writeString(@Nullable String value, Encoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeString(value);
        }
    }
}
