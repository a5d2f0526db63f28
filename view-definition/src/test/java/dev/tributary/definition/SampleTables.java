package dev.tributary.definition;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.catalogue.SqlType.Form;
import dev.tributary.definition.catalogue.SqlType.Origin;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.Table.Kind;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.definition.resolved.Tables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tables as the catalogue would describe them. */
public final class SampleTables implements Tables {

    /** The tables of postgres/01-tables.sql. */
    public static final SampleTables SHOP = new SampleTables()
            .with("users", "id int4!", "name varchar", "email varchar", "created_at timestamp")
            .with(
                    "orders",
                    "id int4!",
                    "user_id int4",
                    "product_name varchar",
                    "quantity int4",
                    "order_date timestamp");

    private final Map<String, Table> tables = new TreeMap<>();

    /**
     * Adds a table.
     *
     * @param columns name and type, with ! after it if it is NOT NULL; the first one is the primary key
     */
    public SampleTables with(String table, String... columns) {
        return with(new TableName("public", table), columns);
    }

    /** Adds a table that is found by its name without its schema, as by a search path. */
    public SampleTables with(TableName table, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            String[] words = column.split(" ", -1);
            String type = words[1].replace("!", "");
            all.add(new Column(
                    words[0],
                    new SqlType(type, new Origin.BuiltIn(), Form.BASE, false, -1, type),
                    !words[1].endsWith("!"),
                    false,
                    false,
                    true));
        }
        return with(new Table(
                table,
                Kind.TABLE,
                true,
                false,
                false,
                false,
                false,
                List.of(all.getFirst().name()),
                all,
                Optional.empty()));
    }

    public SampleTables with(Table table) {
        tables.put(table.name().table(), table);
        return this;
    }

    @Override
    public Optional<Table> table(TableReference reference) {
        return Optional.ofNullable(tables.get(reference.table().text()));
    }

    public ResolvedView resolved(String text) {
        return switch (resolution(text)) {
            case Resolution.Resolved resolved -> resolved.view();
            case Resolution.Refused refused -> throw new AssertionError(refused.refusals());
        };
    }

    public List<Refusal> refusals(String text) {
        return switch (resolution(text)) {
            case Resolution.Resolved resolved -> throw new AssertionError("not refused: " + text);
            case Resolution.Refused refused -> refused.refusals();
        };
    }

    private Resolution resolution(String text) {
        try {
            return Resolver.resolve(ViewParserTest.parsed(text), this);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
