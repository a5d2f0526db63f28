package dev.tributary.localstack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * An enriched order, read from the topic or from the HTTP API: which version of which order, with which of which user.
 *
 * @param user null if there is none
 */
record Result(Order order, @Nullable User user) {

    /**
     * A version of a row of {@code orders}.
     *
     * @param date microseconds
     * @param at when it was committed, microseconds
     */
    record Order(
            long id,
            @Nullable Long userId,
            @Nullable String product,
            @Nullable Long quantity,
            @Nullable Long date,
            long lsn,
            long at) {}

    /** A version of a row of {@code users}. */
    record User(
            long id,
            @Nullable String name,
            @Nullable String email,
            @Nullable Long createdAt,
            long lsn,
            long at) {}

    static Result of(GenericRecord enriched) {
        User user = enriched.get("user") instanceof GenericRecord columns
                ? user(columns, number(enriched, "user_lsn"), number(enriched, "user_committed_at"))
                : null;
        return new Result(order(enriched, number(enriched, "order_lsn"), number(enriched, "order_committed_at")), user);
    }

    /** @param columns of a captured row, or of an enriched order */
    static Order order(GenericRecord columns, long lsn, long at) {
        return new Order(
                number(columns, "id"),
                nullable(columns, "user_id"),
                text(columns, "product_name"),
                nullable(columns, "quantity"),
                nullable(columns, "order_date"),
                lsn,
                at);
    }

    static User user(GenericRecord columns, long lsn, long at) {
        return new User(
                number(columns, "id"),
                text(columns, "name"),
                text(columns, "email"),
                nullable(columns, "created_at"),
                lsn,
                at);
    }

    static Result of(JsonNode json) {
        Order order = new Order(
                json.required("id").longValue(),
                nullable(json, "user_id"),
                text(json, "product_name"),
                nullable(json, "quantity"),
                local(json, "order_date"),
                json.required("order_lsn").longValue(),
                instant(json, "order_committed_at"));
        JsonNode user = json.required("user");
        return new Result(
                order,
                user.isNull()
                        ? null
                        : new User(
                                user.required("id").longValue(),
                                text(user, "name"),
                                text(user, "email"),
                                local(user, "created_at"),
                                json.required("user_lsn").longValue(),
                                instant(json, "user_committed_at")));
    }

    /** The same for the same result, and hardly ever for another. */
    long fingerprint() {
        return fingerprint(this);
    }

    /** Of whatever tells everything about itself as text. */
    static long fingerprint(Object value) {
        String text = value.toString();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 29);
    }

    private static long number(GenericRecord record, String name) {
        return ((Number) record.get(name)).longValue();
    }

    private static @Nullable Long nullable(GenericRecord record, String name) {
        return record.get(name) instanceof Number number ? number.longValue() : null;
    }

    private static @Nullable String text(GenericRecord record, String name) {
        Object value = record.get(name);
        return value == null ? null : value.toString();
    }

    private static @Nullable Long nullable(JsonNode json, String name) {
        JsonNode value = json.required(name);
        return value.isNull() ? null : value.longValue();
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.required(name);
        return value.isNull() ? null : value.textValue();
    }

    private static @Nullable Long local(JsonNode json, String name) {
        JsonNode value = json.required(name);
        return value.isNull()
                ? null
                : micros(LocalDateTime.parse(value.textValue()).toInstant(ZoneOffset.UTC));
    }

    private static long instant(JsonNode json, String name) {
        return micros(Instant.parse(json.required(name).textValue()));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
