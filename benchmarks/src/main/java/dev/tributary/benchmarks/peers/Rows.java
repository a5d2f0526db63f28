package dev.tributary.benchmarks.peers;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What the hand-written join holds of a row, and how it comes out of a change event. */
final class Rows {

    private Rows() {}

    record Version(long lsn, long committedAt) {
        static Version of(GenericRecord envelope) {
            GenericRecord source = (GenericRecord) envelope.get("source");
            return new Version((Long) source.get("lsn"), (Long) source.get("ts_us"));
        }
    }

    record Order(
            long id,
            @Nullable Long userId,
            @Nullable String product,
            @Nullable Integer quantity,
            @Nullable Long date,
            Version version) {

        /** Null for a deletion. */
        static @Nullable Order of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null
                    ? null
                    : new Order(
                            (Long) after.get("id"),
                            (Long) after.get("user_id"),
                            (String) after.get("product_name"),
                            integer((Long) after.get("quantity")),
                            (Long) after.get("order_date"),
                            Version.of(envelope));
        }
    }

    /** The results have 32 bits for it. */
    private static @Nullable Integer integer(@Nullable Long value) {
        return value == null ? null : (Integer) Math.toIntExact(value);
    }

    record User(
            long id,
            @Nullable String name,
            @Nullable String email,
            @Nullable Long createdAt,
            Version version) {

        /** Null for a deletion. */
        static @Nullable User of(GenericRecord envelope) {
            GenericRecord after = (GenericRecord) envelope.get("after");
            return after == null
                    ? null
                    : new User(
                            (Long) after.get("id"),
                            (String) after.get("name"),
                            (String) after.get("email"),
                            (Long) after.get("created_at"),
                            Version.of(envelope));
        }
    }

    record Enriched(Order order, @Nullable User user) {}
}
