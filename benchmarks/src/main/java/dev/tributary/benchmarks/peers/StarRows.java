package dev.tributary.benchmarks.peers;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What the joins of the star hold of a row, and how it comes out of a change event, which is null for a deletion. */
final class StarRows {

    private StarRows() {}

    record Order(long id, long date, long purchaser, long quantity, long productId, Rows.Version version) {

        static @Nullable Order of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null
                    ? null
                    : new Order(
                            (Long) after.get("id"),
                            (Long) after.get("order_date"),
                            (Long) after.get("purchaser"),
                            (Long) after.get("quantity"),
                            (Long) after.get("product_id"),
                            Rows.Version.of(envelope));
        }
    }

    record Customer(long id, String firstName, String lastName, String email, Rows.Version version) {

        static @Nullable Customer of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null
                    ? null
                    : new Customer(
                            (Long) after.get("id"),
                            (String) after.get("first_name"),
                            (String) after.get("last_name"),
                            (String) after.get("email"),
                            Rows.Version.of(envelope));
        }
    }

    record Product(
            long id,
            String name,
            @Nullable String description,
            @Nullable Double weight,
            Rows.Version version) {

        static @Nullable Product of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null
                    ? null
                    : new Product(
                            (Long) after.get("id"),
                            (String) after.get("name"),
                            (String) after.get("description"),
                            (Double) after.get("weight"),
                            Rows.Version.of(envelope));
        }
    }

    record Stock(long quantity, Rows.Version version) {

        static @Nullable Stock of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null ? null : new Stock((Long) after.get("quantity"), Rows.Version.of(envelope));
        }
    }

    /** An order with what was joined so far. */
    record Result(
            Order order,
            @Nullable Customer customer,
            @Nullable Product product,
            @Nullable Stock stock) {

        static Result of(Order order, @Nullable Customer customer) {
            return new Result(order, customer, null, null);
        }

        long productId() {
            return order.productId();
        }

        Result withProduct(@Nullable Product joined) {
            return new Result(order, customer, joined, stock);
        }

        Result withStock(@Nullable Stock joined) {
            return new Result(order, customer, product, joined);
        }
    }
}
