package dev.tributary.tools.consume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.json.AvroJson;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.ExactJson;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.topic.DecodedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** Rows of a view as an aligned table: its columns, a joined row in one of them, and nothing of where they come from. */
final class ViewTable implements RecordFormat {

    private static final int UUID_WIDTH = 36;

    private final List<Schema.Field> fields;
    private final List<Column> columns;

    ViewTable(View view) {
        this.fields = view.columns();
        this.columns = fields.stream().map(ViewTable::column).toList();
    }

    @Override
    public Optional<String> header() {
        return Optional.of(row(columns.stream().map(Column::title).toList()));
    }

    @Override
    public String line(DecodedRecord shown) {
        if (shown.value().isEmpty()) {
            return columns.getFirst().cell(shown.key().toString()) + "  (deleted)";
        }
        try {
            JsonNode value =
                    ExactJson.MAPPER.readTree(AvroJson.text(shown.value().get()));
            return row(
                    fields.stream().map(field -> text(value.path(field.name()))).toList());
        } catch (JsonProcessingException e) {
            throw new SerializationException(e.getOriginalMessage(), e);
        }
    }

    private String row(List<String> cells) {
        List<String> aligned = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size() - 1; i++) {
            aligned.add(columns.get(i).cell(cells.get(i)));
        }
        aligned.add(Terminal.printable(cells.getLast()));
        return String.join("  ", aligned);
    }

    private static Column column(Schema.Field field) {
        String title = field.name().toUpperCase(Locale.ROOT);
        Schema type = Fields.withoutNull(field.schema());
        return switch (type.getType()) {
            case INT, LONG, FLOAT, DOUBLE ->
                type.getLogicalType() == null
                        ? Column.right(title, Math.max(9, title.length()))
                        : Column.left(title, Math.max(26, title.length()));
            case RECORD -> Column.left(title, Math.max(48, title.length()));
            default -> Column.left(title, Math.max(isUuid(type) ? UUID_WIDTH : 24, title.length()));
        };
    }

    /** Such a column is as wide as its values, so that they can be copied. */
    private static boolean isUuid(Schema type) {
        return KeyType.of(type).filter(KeyType.UUID::equals).isPresent();
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "-";
        }
        return value.isObject()
                ? value.valueStream().map(ViewTable::text).collect(Collectors.joining(", "))
                : value.isTextual() ? value.textValue() : value.toString();
    }
}
