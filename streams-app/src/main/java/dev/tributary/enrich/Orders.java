package dev.tributary.enrich;

import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** The captured table {@code orders}. */
final class Orders {

    static final CapturedTable<Order> TABLE = new CapturedTable<>(
            "orders", Schemas.load("OrderEnvelope"), Orders::fromAfter, Order::id, new Format(), Orders::complete);

    private Orders() {}

    private static Order fromAfter(GenericRecord after) {
        return new Order((Long) after.get(0), (Long) after.get(1), (String) after.get(2), (Integer) after.get(3), (Long)
                after.get(4));
    }

    private static Order complete(Order changed, @Nullable Order held) {
        if (!CapturedTable.UNAVAILABLE.equals(changed.productName())) {
            return changed;
        }
        Order known = CapturedTable.requireHeld(held, "product_name");
        return new Order(
                changed.id(), changed.userId(), known.productName(), changed.quantity(), changed.orderDateMicros());
    }

    /** As {@code src/main/avro/OrderRow.avsc} says, after lsn and committed_at. */
    private static final class Format implements RowFormat<Order> {

        @Override
        public void write(Order order, Encoder out) throws IOException {
            out.writeLong(order.id());
            RowFormat.writeLong(order.userId(), out);
            RowFormat.writeString(order.productName(), out);
            RowFormat.writeInt(order.quantity(), out);
            RowFormat.writeLong(order.orderDateMicros(), out);
        }

        @Override
        public Order read(Decoder in) throws IOException {
            long id = in.readLong();
            @Nullable Long userId = RowFormat.readLong(in);
            @Nullable String productName = RowFormat.readString(in);
            @Nullable Integer quantity = RowFormat.readInt(in);
            @Nullable Long orderDate = RowFormat.readLong(in);
            return new Order(id, userId, productName, quantity, orderDate);
        }
    }
}
