package dev.tributary.definition.contract;

import dev.tributary.definition.resolved.ColumnTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Where a committed contract does not say what the view says. Names of records and documentation do not count, nor does the order of a
 * union, but for those that the application writes with null first: a joined row, and the fields that say where it comes from.
 */
final class ContractComparison {

    private final List<String> differences = new ArrayList<>();
    private final int columns;

    private ContractComparison(int columns) {
        this.columns = columns;
    }

    /**
     * A line for each field that differs; none if the committed contract is one of the view.
     *
     * @param columns of the view: so many fields are before those that say where rows come from
     */
    static List<String> differences(Schema derived, Schema committed, int columns) {
        if (committed.getType() != Schema.Type.RECORD) {
            return List.of("the contract is not a record");
        }
        ContractComparison comparison = new ContractComparison(columns);
        comparison.records("", derived, committed);
        return List.copyOf(comparison.differences);
    }

    private void records(String prefix, Schema derived, Schema committed) {
        for (Schema.Field field : derived.getFields()) {
            Schema.Field known = committed.getField(field.name());
            if (known == null) {
                add(prefix + field.name(), "is in the view and not in the contract");
            } else {
                types(prefix + field.name(), field.schema(), known.schema());
                boolean isOrigin = prefix.isEmpty() && field.pos() >= columns;
                if (isOrigin || Fields.withoutNull(field.schema()).getType() == Schema.Type.RECORD) {
                    requireNullFirst(prefix + field.name(), known.schema());
                }
            }
        }
        for (Schema.Field field : committed.getFields()) {
            if (derived.getField(field.name()) == null) {
                add(prefix + field.name(), "is in the contract and not in the view");
            }
        }
        List<String> names =
                derived.getFields().stream().map(Schema.Field::name).toList();
        List<String> committedNames =
                committed.getFields().stream().map(Schema.Field::name).toList();
        if (!names.equals(committedNames)
                && names.size() == committedNames.size()
                && committedNames.containsAll(names)) {
            for (int i = 0; i < names.size(); i++) {
                if (!names.get(i).equals(committedNames.get(i))) {
                    add(
                            prefix + names.get(i),
                            "is in another place: the contract has " + committedNames.get(i) + " there");
                    return;
                }
            }
        }
    }

    private void requireNullFirst(String field, Schema committed) {
        if (Fields.isNullable(committed) && !Fields.isNullFirst(committed)) {
            add(field, "has null last in the contract: write null first, [\"null\", …]");
        }
    }

    private void types(String field, Schema derived, Schema committed) {
        if (Fields.isNullable(derived) != Fields.isNullable(committed)) {
            add(
                    field,
                    Fields.isNullable(derived)
                            ? "can be null in the view, and not in the contract"
                            : "cannot be null in the view, and can in the contract");
            return;
        }
        Schema type = Fields.withoutNull(derived);
        Schema committedType = Fields.withoutNull(committed);
        if (type.getType() == Schema.Type.RECORD && committedType.getType() == Schema.Type.RECORD) {
            records(field + ".", type, committedType);
        } else if (!described(type).equals(described(committedType))) {
            add(field, "is %s in the view and %s in the contract".formatted(described(type), described(committedType)));
        }
    }

    /** A type with everything that counts. */
    static String described(Schema type) {
        StringBuilder described = new StringBuilder(type.getType().getName());
        String logicalType =
                type.getLogicalType() == null ? null : type.getLogicalType().getName();
        String postgresType = type.getProp(ColumnTypes.POSTGRES_TYPE);
        if (logicalType != null) {
            described.append(' ').append(logicalType);
        }
        if (postgresType != null) {
            described.append(" of ").append(postgresType);
        }
        if (type.getType() == Schema.Type.ARRAY) {
            Schema item = type.getElementType();
            described.append(" of ").append(Fields.isNullable(item) ? "nullable " : "");
            described.append(described(Fields.withoutNull(item)));
        }
        if (type.isUnion()) {
            described.append(" ").append(type);
        }
        return described.toString();
    }

    private void add(String field, String difference) {
        differences.add("field " + field + " " + difference);
    }
}
