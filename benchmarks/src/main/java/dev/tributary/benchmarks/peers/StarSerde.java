package dev.tributary.benchmarks.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** The rows of the star in stores and internal topics, as {@link RowSerde} writes those of the shop. */
final class StarSerde {

    private StarSerde() {}

    static Serde<StarRows.Order> ofOrders() {
        return RowSerde.of(StarSerde::write, StarSerde::readOrder);
    }

    static Serde<StarRows.Customer> ofCustomers() {
        return RowSerde.of(StarSerde::write, StarSerde::readCustomer);
    }

    static Serde<StarRows.Product> ofProducts() {
        return RowSerde.of(StarSerde::write, StarSerde::readProduct);
    }

    static Serde<StarRows.Stock> ofStocks() {
        return RowSerde.of(StarSerde::write, StarSerde::readStock);
    }

    static Serde<StarRows.Result> ofResults() {
        return RowSerde.of(
                (result, out) -> {
                    write(result.order(), out);
                    writeOptional(result.customer(), StarSerde::write, out);
                    writeOptional(result.product(), StarSerde::write, out);
                    writeOptional(result.stock(), StarSerde::write, out);
                },
                in -> new StarRows.Result(
                        readOrder(in),
                        readOptional(StarSerde::readCustomer, in),
                        readOptional(StarSerde::readProduct, in),
                        readOptional(StarSerde::readStock, in)));
    }

    private static <T> void writeOptional(@Nullable T row, RowSerde.Write<T> write, DataOutput out) throws IOException {
        out.writeBoolean(row != null);
        if (row != null) {
            write.write(row, out);
        }
    }

    private static <T> @Nullable T readOptional(RowSerde.Read<T> read, DataInput in) throws IOException {
        return in.readBoolean() ? read.read(in) : null;
    }

    private static void write(StarRows.Order order, DataOutput out) throws IOException {
        out.writeLong(order.id());
        out.writeLong(order.date());
        out.writeLong(order.purchaser());
        out.writeLong(order.quantity());
        out.writeLong(order.productId());
        RowSerde.writeVersion(order.version(), out);
    }

    private static StarRows.Order readOrder(DataInput in) throws IOException {
        return new StarRows.Order(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), RowSerde.readVersion(in));
    }

    private static void write(StarRows.Customer customer, DataOutput out) throws IOException {
        out.writeLong(customer.id());
        out.writeUTF(customer.firstName());
        out.writeUTF(customer.lastName());
        out.writeUTF(customer.email());
        RowSerde.writeVersion(customer.version(), out);
    }

    private static StarRows.Customer readCustomer(DataInput in) throws IOException {
        return new StarRows.Customer(in.readLong(), in.readUTF(), in.readUTF(), in.readUTF(), RowSerde.readVersion(in));
    }

    private static void write(StarRows.Product product, DataOutput out) throws IOException {
        out.writeLong(product.id());
        out.writeUTF(product.name());
        RowSerde.writeString(product.description(), out);
        out.writeBoolean(product.weight() != null);
        if (product.weight() != null) {
            out.writeDouble(product.weight());
        }
        RowSerde.writeVersion(product.version(), out);
    }

    private static StarRows.Product readProduct(DataInput in) throws IOException {
        return new StarRows.Product(
                in.readLong(),
                in.readUTF(),
                RowSerde.readString(in),
                in.readBoolean() ? (Double) in.readDouble() : null,
                RowSerde.readVersion(in));
    }

    private static void write(StarRows.Stock stock, DataOutput out) throws IOException {
        out.writeLong(stock.quantity());
        RowSerde.writeVersion(stock.version(), out);
    }

    private static StarRows.Stock readStock(DataInput in) throws IOException {
        return new StarRows.Stock(in.readLong(), RowSerde.readVersion(in));
    }
}
