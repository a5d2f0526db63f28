package dev.tributary.tools.consume;

import dev.tributary.tools.topic.AvroTime;
import dev.tributary.tools.topic.DecodedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Enriched orders as an aligned table. */
final class OrderTable implements RecordFormat {

    private static final List<Column> COLUMNS = List.of(
            Column.right("ORDER", 9),
            Column.left("PRODUCT", 28),
            Column.right("QTY", 6),
            Column.left("ORDERED AT", 26),
            Column.right("USER", 9),
            Column.left("NAME", 24),
            Column.left("EMAIL", 34));

    /** Whether a value has the shape of {@code enriched-orders}. */
    static boolean fits(GenericRecord value) {
        return value.getSchema().getFullName().equals("dev.tributary.EnrichedOrder");
    }

    @Override
    public Optional<String> header() {
        return Optional.of(row(COLUMNS.stream().map(Column::title).toList()));
    }

    @Override
    public String line(DecodedRecord shown) {
        if (shown.value().isEmpty()) {
            return COLUMNS.getFirst().cell(shown.key().toString()) + "  (deleted)";
        }
        GenericRecord order = shown.value().get();
        GenericRecord user = (GenericRecord) field(order, "user");
        return row(List.of(
                shown.key().toString(),
                text(order, "product_name"),
                text(order, "quantity"),
                text(order, "order_date"),
                text(order, "user_id"),
                user == null ? "-" : text(user, "name"),
                user == null ? "-" : text(user, "email")));
    }

    private static String row(List<String> cells) {
        List<String> aligned = new ArrayList<>(COLUMNS.size());
        for (int i = 0; i < COLUMNS.size(); i++) {
            aligned.add(COLUMNS.get(i).cell(cells.get(i)));
        }
        return String.join("  ", aligned).stripTrailing();
    }

    private static @Nullable Object field(GenericRecord row, String name) {
        return row.hasField(name) ? row.get(name) : null;
    }

    private static String text(GenericRecord row, String name) {
        Object value = field(row, name);
        if (value == null) {
            return "-";
        }
        if (value instanceof Long number) {
            Schema schema = row.getSchema().getField(name).schema();
            return nonNull(schema)
                    .flatMap(type -> AvroTime.format(type, number))
                    .orElseGet(number::toString);
        }
        return value.toString();
    }

    private static Optional<Schema> nonNull(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                : Optional.of(schema);
    }
}
