package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code orders}, encoded as results carry them: the first five fields of {@code EnrichedOrder.avsc} in Avro
 * binary. They are compared, held and written as these bytes and are never taken apart on the way.
 */
final class Order {

    private static final byte[] NO_TEXT = {};

    private final long id;
    private final boolean hasUser;
    private final long userId;
    private final byte[] columns;
    private final boolean complete;

    private Order(long id, boolean hasUser, long userId, byte[] columns, boolean complete) {
        this.id = id;
        this.hasUser = hasUser;
        this.userId = userId;
        this.columns = columns;
        this.complete = complete;
    }

    /** Encodes the columns out of a change event or a result. */
    static Order read(FlatRecord record, OrderLeaves at) {
        long id = record.getLong(at.id());
        boolean hasUser = !record.isNull(at.userId());
        long userId = hasUser ? record.getLong(at.userId()) : 0;
        boolean hasProduct = !record.isNull(at.productName());
        boolean hasQuantity = !record.isNull(at.quantity());
        boolean hasDate = !record.isNull(at.orderDate());
        byte[] columns = encode(
                id,
                hasUser,
                userId,
                hasProduct,
                hasProduct ? record.bytes() : NO_TEXT,
                hasProduct ? record.start(at.productName()) : 0,
                hasProduct ? record.length(at.productName()) : 0,
                hasQuantity,
                hasQuantity ? quantity(id, record.getLong(at.quantity())) : 0,
                hasDate,
                hasDate ? record.getLong(at.orderDate()) : 0);
        boolean complete = !hasProduct || !record.textEquals(at.productName(), CapturedTable.UNAVAILABLE);
        return new Order(id, hasUser, userId, columns, complete);
    }

    /** Encodes complete columns; null stands for NULL. */
    static Order of(
            long id,
            @Nullable Long userId,
            byte @Nullable [] productName,
            @Nullable Integer quantity,
            @Nullable Long orderDateMicros) {
        byte[] columns = encode(
                id,
                userId != null,
                userId == null ? 0 : userId,
                productName != null,
                productName == null ? NO_TEXT : productName,
                0,
                productName == null ? 0 : productName.length,
                quantity != null,
                quantity == null ? 0 : quantity,
                orderDateMicros != null,
                orderDateMicros == null ? 0 : orderDateMicros);
        return new Order(id, userId != null, userId == null ? 0 : userId, columns, true);
    }

    long id() {
        return id;
    }

    /** Whether {@code user_id} is not NULL. */
    boolean hasUser() {
        return hasUser;
    }

    /** 0 if there is none. */
    long userId() {
        return userId;
    }

    /** Not to be changed. */
    byte[] columns() {
        return columns;
    }

    /** Whether every column is here; if not, {@link #completedFrom} puts in what the log left out. */
    boolean isComplete() {
        return complete;
    }

    /** This order with the product name of an earlier version of it. */
    Order completedFrom(byte[] held) {
        try {
            BinaryDecoder earlier = DecoderFactory.get().binaryDecoder(held, null);
            earlier.readLong();
            readLong(earlier);
            byte @Nullable [] productName = earlier.readIndex() == 0 ? null : Utils.toArray(earlier.readBytes(null));
            BinaryDecoder own = DecoderFactory.get().binaryDecoder(columns, null);
            own.readLong();
            readLong(own);
            own.readIndex();
            own.skipString();
            @Nullable Integer quantity = own.readIndex() == 0 ? null : own.readInt();
            return of(id, hasUser ? userId : null, productName, quantity, readLong(own));
        } catch (IOException e) {
            throw new UncheckedIOException("order " + id + " cannot be read back", e);
        }
    }

    /** The column may have been widened to {@code bigint}; the contract of the results has not. */
    private static long quantity(long id, long value) {
        if (value != (int) value) {
            throw new BrokenChangeException("row " + id + " of table orders has the quantity " + value
                    + ", and the contract of the results has 32 bits for it");
        }
        return value;
    }

    private static @Nullable Long readLong(BinaryDecoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readLong();
    }

    private static byte[] encode(
            long id,
            boolean hasUser,
            long userId,
            boolean hasProduct,
            byte[] text,
            int productStart,
            int productLength,
            boolean hasQuantity,
            long quantity,
            boolean hasDate,
            long orderDate) {
        int length = size(id)
                + 4 // branches of four unions
                + (hasUser ? size(userId) : 0)
                + (hasProduct ? size(productLength) + productLength : 0)
                + (hasQuantity ? size(quantity) : 0)
                + (hasDate ? size(orderDate) : 0);
        byte[] to = new byte[length];
        int at = BinaryData.encodeLong(id, to, 0);
        at = encode(hasUser, userId, to, at);
        at = encode(hasProduct, productLength, to, at);
        System.arraycopy(text, productStart, to, at, productLength);
        at = encode(hasQuantity, quantity, to, at + productLength);
        encode(hasDate, orderDate, to, at);
        return to;
    }

    /** A union's branch, and the number in it; answers where the next one goes. */
    private static int encode(boolean there, long value, byte[] to, int at) {
        if (!there) {
            to[at] = 0;
            return at + 1;
        }
        to[at] = 2; // 1, as Avro encodes it
        return at + 1 + BinaryData.encodeLong(value, to, at + 1);
    }

    /** How many bytes Avro encodes a number in: seven bits of its zigzag form a byte. */
    private static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }
}
