package dev.tributary.definition.resolved;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.Position;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which columns a view can have. */
final class ColumnRules {

    private ColumnRules() {}

    /** @param remedy how the definition does without the column */
    static void check(Table table, Column column, Position at, String remedy, Refusals refusals) {
        String name = table.name() + "." + column.name();
        if (column.generated()) {
            refusals.add(at, name + " is a generated column, which is not captured", remedy);
            return;
        }
        switch (ColumnTypes.of(column.type())) {
            case ColumnType.Unsupported unsupported ->
                refusals.add(
                        at,
                        "%s is of type %s: %s".formatted(name, column.type().written(), unsupported.reason()),
                        remedy + "; a cast is not possible");
            case ColumnType.Supported supported -> {
                if (supported.fullIdentity() && !table.fullIdentity()) {
                    fullIdentity(table, column, at, remedy, refusals);
                }
            }
        }
    }

    private static void fullIdentity(Table table, Column column, Position at, String remedy, Refusals refusals) {
        boolean hasGenerated = table.columns().stream().anyMatch(Column::generated);
        refusals.add(
                at,
                "%s.%s is of type %s: an UPDATE of another column would log null for a large value"
                        .formatted(table.name(), column.name(), column.type().written()),
                hasGenerated
                        ? remedy + "; REPLICA IDENTITY FULL is not possible for a table with generated columns"
                        : "ALTER TABLE %s REPLICA IDENTITY FULL, or %s"
                                .formatted(table.name().quoted(), remedy));
    }

    /** The connector writes an underscore for what Avro cannot have in a name, so that two columns could become one. */
    static void distinctNames(Table table, List<Column> captured, Position at, Refusals refusals) {
        Map<String, String> seen = new HashMap<>();
        for (Column column : captured) {
            String other = seen.putIfAbsent(AvroNames.valid(column.name()), column.name());
            if (other != null) {
                refusals.add(
                        at,
                        "columns \"%s\" and \"%s\" of %s have the same name in change events: %s"
                                .formatted(other, column.name(), table.name(), AvroNames.valid(other)),
                        "rename one of them in the table, or leave it out");
            }
        }
    }
}
