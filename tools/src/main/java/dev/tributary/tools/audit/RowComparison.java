package dev.tributary.tools.audit;

import dev.tributary.tools.audit.Difference.DifferentColumn;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.topic.AvroTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** One row of the join held against one record of the topic, column by column. */
final class RowComparison {

    private final long orderId;
    private final Place place;
    private final List<Difference> found = new ArrayList<>();

    private RowComparison(long orderId, Place place) {
        this.orderId = orderId;
        this.place = place;
    }

    static List<Difference> differences(JoinedRow expected, GenericRecord actual, Place place) {
        RowComparison comparison = new RowComparison(expected.id(), place);
        comparison.number(actual, "id", "id", expected.id());
        comparison.number(actual, "user_id", "user_id", expected.userId());
        comparison.text(actual, "product_name", "product_name", expected.productName());
        comparison.number(actual, "quantity", "quantity", expected.quantity());
        comparison.timestamp(actual, "order_date", "order_date", expected.orderDate());
        comparison.user(expected, actual);
        return comparison.found;
    }

    private void user(JoinedRow expected, GenericRecord actual) {
        if (!actual.hasField("user")) {
            differ("user", expected.user().isPresent() ? "there" : "null", "not a field");
            return;
        }
        GenericRecord user = (GenericRecord) actual.get("user");
        if (user == null || expected.user().isEmpty()) {
            if (user != null || expected.user().isPresent()) {
                differ(
                        "user",
                        expected.user().map(there -> "user " + there.id()).orElse("null"),
                        user == null ? "null" : "user " + user.get("id"));
            }
            return;
        }
        JoinedRow.User row = expected.user().get();
        number(user, "id", "user.id", row.id());
        text(user, "name", "user.name", row.name());
        text(user, "email", "user.email", row.email());
        timestamp(user, "created_at", "user.created_at", row.createdAt());
    }

    private void number(GenericRecord actual, String field, String column, @Nullable Long expected) {
        Long value = actual.hasField(field) && actual.get(field) instanceof Number number ? number.longValue() : null;
        compare(actual, field, column, expected, value, Object::toString);
    }

    private void text(GenericRecord actual, String field, String column, @Nullable String expected) {
        String value =
                actual.hasField(field) && actual.get(field) instanceof CharSequence text ? text.toString() : null;
        compare(actual, field, column, expected, value, RowComparison::quote);
    }

    private void timestamp(GenericRecord actual, String field, String column, @Nullable Long expected) {
        Long value = actual.hasField(field) && actual.get(field) instanceof Long micros
                ? Long.valueOf(canonical(micros))
                : null;
        compare(actual, field, column, expected, value, AvroTime::localMicros);
    }

    /** Both forms in which an infinity can arrive are the same one. */
    private static long canonical(long micros) {
        if (micros == AvroTime.DOCUMENTED_INFINITY) {
            return AvroTime.INFINITY;
        }
        return micros == AvroTime.DOCUMENTED_MINUS_INFINITY ? AvroTime.MINUS_INFINITY : micros;
    }

    private <T> void compare(
            GenericRecord actual,
            String field,
            String column,
            @Nullable T expected,
            @Nullable T value,
            Function<T, String> format) {
        if (!actual.hasField(field)) {
            differ(column, show(expected, format), "not a field");
        } else if (!Objects.equals(expected, value)) {
            differ(column, show(expected, format), show(value, format));
        }
    }

    private static <T> String show(@Nullable T value, Function<T, String> format) {
        return value == null ? "null" : format.apply(value);
    }

    private static String quote(String text) {
        return '"' + text.replaceAll("\\p{Cc}", "·") + '"';
    }

    private void differ(String column, String inDatabase, String inTopic) {
        found.add(new DifferentColumn(orderId, column, inDatabase, inTopic, place));
    }
}
