package dev.tributary.benchmarks.peers;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes results of the star straight into Avro binary, as {@link EnrichedWriter} those of the shop. */
final class StarWriter implements DatumWriter<StarRows.Result> {

    @Override
    public void setSchema(Schema schema) {
        // It knows only one.
    }

    @Override
    public void write(StarRows.Result result, Encoder out) throws IOException {
        StarRows.Order order = result.order();
        out.writeLong(order.id());
        out.writeLong(order.date());
        out.writeLong(order.purchaser());
        out.writeLong(order.quantity());
        out.writeLong(order.productId());
        StarRows.@Nullable Customer customer = result.customer();
        out.writeIndex(customer == null ? 0 : 1);
        if (customer != null) {
            out.writeLong(customer.id());
            out.writeString(customer.firstName());
            out.writeString(customer.lastName());
            out.writeString(customer.email());
        }
        StarRows.@Nullable Product product = result.product();
        out.writeIndex(product == null ? 0 : 1);
        if (product != null) {
            out.writeLong(product.id());
            out.writeString(product.name());
            EnrichedWriter.writeString(product.description(), out);
            out.writeIndex(product.weight() == null ? 0 : 1);
            if (product.weight() != null) {
                out.writeDouble(product.weight());
            }
        }
        StarRows.@Nullable Stock stock = result.stock();
        EnrichedWriter.writeLong(stock == null ? null : (Long) stock.quantity(), out);
        out.writeLong(order.version().lsn());
        out.writeLong(order.version().committedAt());
        write(customer == null ? null : customer.version(), out);
        write(product == null ? null : product.version(), out);
        write(stock == null ? null : stock.version(), out);
    }

    private static void write(Rows.@Nullable Version version, Encoder out) throws IOException {
        EnrichedWriter.writeLong(version == null ? null : (Long) version.lsn(), out);
        EnrichedWriter.writeLong(version == null ? null : (Long) version.committedAt(), out);
    }
}
