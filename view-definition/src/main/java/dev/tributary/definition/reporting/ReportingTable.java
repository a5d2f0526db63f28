package dev.tributary.definition.reporting;

import dev.tributary.definition.Name;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Makes the SQL of the table that holds a view in another database. It can be run again: it adds the columns that are new. */
public final class ReportingTable {

    private ReportingTable() {}

    /**
     * The statements, for whoever owns the table.
     *
     * @param name of the view, which the table has too
     * @param contract of the view; its first field is the primary key
     */
    public static String sql(String name, Schema contract) {
        String table = Name.quoted(name);
        List<Schema.Field> fields = contract.getFields();
        Schema.Field key = fields.getFirst();
        return """
                -- The view %s as a table.
                CREATE TABLE IF NOT EXISTS %s (%s PRIMARY KEY);
                ALTER TABLE %s
                %s;
                """.formatted(
                        name.replace('\n', ' '),
                        table,
                        column(key),
                        table,
                        fields.stream()
                                .skip(1)
                                .map(field -> "  ADD COLUMN IF NOT EXISTS " + column(field))
                                .collect(Collectors.joining(",\n")));
    }

    private static String column(Schema.Field field) {
        return Name.quoted(field.name()) + " " + ReportingColumn.type(field.schema());
    }
}
