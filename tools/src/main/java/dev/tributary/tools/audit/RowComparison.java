package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.contract.Fields;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.audit.Difference.DifferentColumn;
import dev.tributary.tools.audit.Difference.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/** A row of the database compared with one that is held elsewhere, column by column, as JSON values. */
final class RowComparison {

    private static final int SHOWN = 200;

    private static final Comparator<JsonNode> EQUAL_NUMBERS = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private final String row;
    private final Place place;
    private final List<Difference> found = new ArrayList<>();

    private RowComparison(String row, Place place) {
        this.row = row;
        this.place = place;
    }

    /**
     * Compares the columns that the contract has.
     *
     * @param row which one it is, in words
     */
    static List<Difference> differences(
            String row, List<Schema.Field> columns, JsonNode expected, JsonNode actual, Place place) {
        RowComparison comparison = new RowComparison(row, place);
        comparison.columns("", columns, expected, actual);
        return comparison.found;
    }

    private void columns(String prefix, List<Schema.Field> columns, JsonNode expected, JsonNode actual) {
        for (Schema.Field column : columns) {
            Schema type = Fields.withoutNull(column.schema());
            JsonNode inDatabase = expected.path(column.name());
            JsonNode held = actual.path(column.name());
            if (type.getType() == Schema.Type.RECORD && inDatabase.isObject() && held.isObject()) {
                columns(prefix + column.name() + ".", type.getFields(), inDatabase, held);
            } else if (!isEqual(type, inDatabase, held)) {
                found.add(new DifferentColumn(row, prefix + column.name(), show(inDatabase), show(held), place));
            }
        }
    }

    private static boolean isEqual(Schema type, JsonNode expected, JsonNode actual) {
        boolean areNumbers = expected.isNumber() && actual.isNumber();
        // Next to zero, below the normal range, the same number can have other digits.
        if (areNumbers && type.getType() == Schema.Type.FLOAT) {
            return expected.floatValue() == actual.floatValue();
        }
        if (areNumbers && type.getType() == Schema.Type.DOUBLE) {
            return expected.doubleValue() == actual.doubleValue();
        }
        if (type.getType() == Schema.Type.ARRAY && expected.isArray() && actual.isArray()) {
            Schema item = Fields.withoutNull(type.getElementType());
            return expected.size() == actual.size()
                    && IntStream.range(0, expected.size()).allMatch(i -> isEqual(item, expected.get(i), actual.get(i)));
        }
        if (expected.isTextual() && ExtremeTime.isOf(type)) {
            return expected.equals(actual)
                    || ExtremeTime.asCaptured(expected.textValue()).equals(actual.textValue());
        }
        return expected.equals(EQUAL_NUMBERS, actual);
    }

    private static String show(JsonNode value) {
        String text = value.isMissingNode() ? "not a field" : Terminal.printable(value.toString());
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
