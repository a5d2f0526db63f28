package dev.tributary.enrich;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code orders}, encoded as results carry them: the first five fields of {@code EnrichedOrder.avsc} in Avro
 * binary. They are compared, held and written as these bytes and are never taken apart on the way.
 */
final class Order {

    private static final byte NULL = 0;
    private static final byte PRESENT = 2; // union branch 1, as Avro encodes it

    private final long id;
    private final boolean userKnown;
    private final long userId;
    private final byte[] columns;
    private final boolean complete;

    private Order(long id, boolean userKnown, long userId, byte[] columns, boolean complete) {
        this.id = id;
        this.userKnown = userKnown;
        this.userId = userId;
        this.columns = columns;
        this.complete = complete;
    }

    /**
     * Encodes the columns. Null stands for NULL.
     *
     * @param productName UTF-8
     * @param complete false if {@code productName} is not the value but the sign that the log left it out
     */
    static Order of(
            long id,
            @Nullable Long userId,
            byte @Nullable [] productName,
            @Nullable Integer quantity,
            @Nullable Long orderDateMicros,
            boolean complete) {
        int nameLength = productName == null ? 0 : productName.length;
        byte[] buffer = new byte[nameLength + 48];
        int at = BinaryData.encodeLong(id, buffer, 0);
        at = encode(userId, buffer, at);
        if (productName == null) {
            buffer[at++] = NULL;
        } else {
            buffer[at++] = PRESENT;
            at += BinaryData.encodeInt(nameLength, buffer, at);
            System.arraycopy(productName, 0, buffer, at, nameLength);
            at += nameLength;
        }
        at = encode(quantity == null ? null : (Long) quantity.longValue(), buffer, at);
        at = encode(orderDateMicros, buffer, at);
        return new Order(id, userId != null, userId == null ? 0 : userId, Arrays.copyOf(buffer, at), complete);
    }

    long id() {
        return id;
    }

    /** Whether {@code user_id} is not NULL. */
    boolean hasUser() {
        return userKnown;
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
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(held, null);
            in.readLong();
            readLong(in);
            byte @Nullable [] productName =
                    in.readIndex() == 0 ? null : in.readBytes(null).array();
            BinaryDecoder own = DecoderFactory.get().binaryDecoder(columns, null);
            own.readLong();
            readLong(own);
            if (own.readIndex() != 0) {
                own.skipString();
            }
            @Nullable Integer quantity = own.readIndex() == 0 ? null : own.readInt();
            @Nullable Long orderDate = readLong(own);
            return of(id, userKnown ? userId : null, productName, quantity, orderDate, true);
        } catch (IOException e) {
            throw new UncheckedIOException("order " + id + " cannot be read back", e);
        }
    }

    private static @Nullable Long readLong(BinaryDecoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readLong();
    }

    private static int encode(@Nullable Long value, byte[] to, int at) {
        if (value == null) {
            to[at] = NULL;
            return at + 1;
        }
        to[at] = PRESENT;
        return at + 1 + BinaryData.encodeLong(value, to, at + 1);
    }
}
