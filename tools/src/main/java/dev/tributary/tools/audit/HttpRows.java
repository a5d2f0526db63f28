package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.topic.AvroTime;
import dev.tributary.tools.view.ViewApi;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The whole view as the HTTP API has it, page by page, by id. */
final class HttpRows implements Iterator<HeldRow> {

    private static final int PAGE = 1_000;

    private static final Schema USER = SchemaBuilder.record("User")
            .fields()
            .requiredLong("id")
            .optionalString("name")
            .optionalString("email")
            .optionalLong("created_at")
            .endRecord();
    private static final Schema ORDER = SchemaBuilder.record("Order")
            .fields()
            .requiredLong("id")
            .optionalLong("user_id")
            .optionalString("product_name")
            .optionalLong("quantity")
            .optionalLong("order_date")
            .name("user")
            .type()
            .optional()
            .type(USER)
            .endRecord();

    private final ViewApi api;
    private final ArrayDeque<JsonNode> page = new ArrayDeque<>();
    private Optional<String> next = Optional.of("orders?limit=" + PAGE);

    HttpRows(ViewApi api) {
        this.api = api;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && next.isPresent()) {
            JsonNode read = read(next.get());
            read.path("orders").forEach(page::add);
            next = Optional.ofNullable(read.path("next").textValue());
        }
        return !page.isEmpty();
    }

    @Override
    public HeldRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        JsonNode order = page.remove();
        return new HeldRow(order.path("id").longValue(), Place.HTTP, () -> record(order));
    }

    private JsonNode read(String path) {
        try {
            return api.get(path).orElseThrow(() -> new SerializationException("the HTTP API has nothing at /" + path));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the view", e);
        }
    }

    private static GenericRecord record(JsonNode order) {
        GenericRecord record = new GenericData.Record(ORDER);
        number(record, order, "id");
        number(record, order, "user_id");
        text(record, order, "product_name");
        number(record, order, "quantity");
        time(record, order, "order_date");
        JsonNode user = member(order, "user");
        if (!user.isNull()) {
            GenericRecord ofUser = new GenericData.Record(USER);
            number(ofUser, user, "id");
            text(ofUser, user, "name");
            text(ofUser, user, "email");
            time(ofUser, user, "created_at");
            record.put("user", ofUser);
        }
        return record;
    }

    /** A member that is missing is no null. */
    private static JsonNode member(JsonNode node, String name) {
        if (!node.has(name)) {
            throw new SerializationException("it has no member " + name);
        }
        return node.get(name);
    }

    private static void number(GenericRecord record, JsonNode node, String name) {
        JsonNode value = member(node, name);
        if (!value.isNull()) {
            if (!value.canConvertToLong() || !value.isIntegralNumber()) {
                throw new SerializationException(name + " is " + value + ", and no integer");
            }
            record.put(name, value.longValue());
        }
    }

    private static void text(GenericRecord record, JsonNode node, String name) {
        JsonNode value = member(node, name);
        if (!value.isNull()) {
            if (!value.isTextual()) {
                throw new SerializationException(name + " is " + value + ", and no text");
            }
            record.put(name, value.textValue());
        }
    }

    private static void time(GenericRecord record, JsonNode node, String name) {
        JsonNode value = member(node, name);
        if (!value.isNull()) {
            record.put(name, micros(value.asText()));
        }
    }

    private static long micros(String time) {
        return switch (time) {
            case "infinity" -> AvroTime.INFINITY;
            case "-infinity" -> AvroTime.MINUS_INFINITY;
            default -> {
                LocalDateTime local = LocalDateTime.parse(time);
                // In two steps: microseconds alone would overflow on the way for the earliest years.
                yield Math.addExact(
                        Math.multiplyExact(local.toEpochSecond(ZoneOffset.UTC), 1_000_000L),
                        ChronoUnit.MICROS.between(local.truncatedTo(ChronoUnit.SECONDS), local));
            }
        };
    }
}
