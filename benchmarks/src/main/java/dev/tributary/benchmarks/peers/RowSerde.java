package dev.tributary.benchmarks.peers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Rows in stores and internal topics, as small as plain Java makes them. */
final class RowSerde {

    private RowSerde() {}

    interface Write<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    interface Read<T> {
        T read(DataInput in) throws IOException;
    }

    static Serde<Rows.Order> ofOrders() {
        return of(
                (order, out) -> {
                    out.writeLong(order.id());
                    writeLong(order.userId(), out);
                    writeString(order.product(), out);
                    writeLong(
                            order.quantity() == null
                                    ? null
                                    : (Long) order.quantity().longValue(),
                            out);
                    writeLong(order.date(), out);
                    writeVersion(order.version(), out);
                },
                in -> new Rows.Order(
                        in.readLong(), readLong(in), readString(in), readInt(in), readLong(in), readVersion(in)));
    }

    static Serde<Rows.User> ofUsers() {
        return of(
                (user, out) -> {
                    out.writeLong(user.id());
                    writeString(user.name(), out);
                    writeString(user.email(), out);
                    writeLong(user.createdAt(), out);
                    writeVersion(user.version(), out);
                },
                in -> new Rows.User(in.readLong(), readString(in), readString(in), readLong(in), readVersion(in)));
    }

    @SuppressWarnings("NullAway") // Kafka's contract: null is written as null
    static <T> Serde<T> of(Write<T> write, Read<T> read) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : bytes(value, write),
                (topic, bytes) -> bytes == null ? null : value(bytes, read));
    }

    private static <T> byte[] bytes(T value, Write<T> write) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
        try {
            write.write(value, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T value(byte[] bytes, Read<T> read) {
        try {
            return read.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void writeVersion(Rows.Version version, DataOutput out) throws IOException {
        out.writeLong(version.lsn());
        out.writeLong(version.committedAt());
    }

    static Rows.Version readVersion(DataInput in) throws IOException {
        return new Rows.Version(in.readLong(), in.readLong());
    }

    private static void writeLong(@Nullable Long value, DataOutput out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeLong(value);
        }
    }

    private static @Nullable Long readLong(DataInput in) throws IOException {
        return in.readBoolean() ? (Long) in.readLong() : null;
    }

    private static @Nullable Integer readInt(DataInput in) throws IOException {
        Long value = readLong(in);
        return value == null ? null : (Integer) value.intValue();
    }

    static void writeString(@Nullable String value, DataOutput out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            out.writeUTF(value);
        }
    }

    static @Nullable String readString(DataInput in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
