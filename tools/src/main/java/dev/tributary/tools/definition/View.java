package dev.tributary.tools.definition;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.ColumnReference;
import dev.tributary.definition.Join;
import dev.tributary.definition.JoinedTable;
import dev.tributary.definition.Name;
import dev.tributary.definition.SelectItem;
import dev.tributary.definition.TableReference;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.tools.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** A view that runs, by its definition and its contract, without a database: its names, tables and columns. */
public record View(ViewDefinition definition, Schema contract) {

    /** What the names of the fields end with that say where in the log a row comes from. */
    private static final String LSN = "_lsn";

    /**
     * A foreign key of the view.
     *
     * @param row what the contract calls the row that it refers to
     * @param column of the view
     * @param captured the same in change events: the table's column
     * @param beforeKey what the path of the rows that have a key begins with
     * @param afterKey what it ends with, ready for more parameters
     */
    public record Reference(String row, String column, String captured, String beforeKey, String afterKey) {

        /** Of the rows that have this key; parameters can follow. */
        public String path(long key) {
            return beforeKey + key + afterKey;
        }
    }

    /** The one that the project has. */
    public static View shipped() {
        return of(ViewFile.shipped());
    }

    /** @throws ToolException if the file is no view, or its contract is missing or of another one */
    static View of(ViewFile file) {
        ViewDefinition definition = file.definition();
        Schema contract = file.committed()
                .orElseThrow(() -> ToolException.failed("the view " + file.path() + " has no contract "
                        + file.contract() + ": write it by ./tributary view contract " + file.path()));
        List<String> columns =
                definition.items().stream().map(item -> item.name().text()).toList();
        int fields = columns.size() + 2 * (1 + definition.joins().size());
        if (contract.getType() != Schema.Type.RECORD
                || contract.getFields().size() != fields
                || !contract.getFields().stream()
                        .map(Schema.Field::name)
                        .limit(columns.size())
                        .toList()
                        .equals(columns)) {
            throw ToolException.failed(file.contract() + " is not the contract of the view " + file.path()
                    + ": ./tributary view check says what differs");
        }
        return new View(definition, contract);
    }

    /** The view's, and its topic's. */
    public String name() {
        return definition.name().text();
    }

    /** What the API calls its rows: the base table's name. */
    public String rows() {
        return definition.base().table().text();
    }

    /** What the API calls a row: the first prefix of a field of provenance. */
    public String row() {
        return prefix(0);
    }

    /** The name of the primary key. */
    public String key() {
        return columns().getFirst().name();
    }

    /** The columns, without the fields that say where a row comes from. */
    public List<Schema.Field> columns() {
        return contract.getFields().subList(0, definition.items().size());
    }

    /** In the order of the joins. */
    public List<Reference> references() {
        List<Reference> references = new ArrayList<>();
        for (Join join : definition.joins()) {
            String column = foreignKey(join);
            String table = join.joined().table().table().text();
            boolean isOnlyOne = !table.equals(rows())
                    && definition.joins().stream()
                            .filter(other ->
                                    other.joined().table().table().text().equals(table))
                            .allMatch(other -> foreignKey(other).equals(column)
                                    && name(other.joined().table())
                                            .equals(name(join.joined().table())));
            references.add(new Reference(
                    prefix(references.size() + 1),
                    column,
                    AvroNames.valid(join.baseSide().column().text()),
                    isOnlyOne ? table + "/" : rows() + "?" + column + "=",
                    isOnlyOne ? "/" + rows() + "?" : "&"));
        }
        return references;
    }

    /** With their schemas; those of the base table first. */
    public List<String> tables() {
        return List.copyOf(captured().keySet());
    }

    /** The topics of the tables' changes. */
    public List<String> sourceTopics() {
        return tables().stream().map(table -> "cdc." + table).toList();
    }

    /** Tables with their schemas, and the columns of each that the view needs. */
    public Map<String, Set<String>> captured() {
        Map<String, Set<String>> captured = new LinkedHashMap<>();
        for (SelectItem item : definition.items()) {
            if (item instanceof SelectItem.Plain plain && definition.isOfBase(plain.column())) {
                add(captured, definition.base(), plain.column().column().text());
            }
        }
        for (Join join : definition.joins()) {
            TableReference table = join.joined().table();
            add(captured, definition.base(), join.baseSide().column().text());
            switch (join.joined()) {
                case JoinedTable.Part part ->
                    part.columns()
                            .forEach(column -> add(
                                    captured, table, column.column().column().text()));
                case JoinedTable.Whole whole -> {
                    add(captured, table, join.joinedSide().column().text());
                    definition
                            .items()
                            .forEach(item ->
                                    selected(item, join.scopeName()).forEach(column -> add(captured, table, column)));
                }
            }
        }
        return captured;
    }

    /** The columns of a joined table that an item of the select list has. */
    private List<String> selected(SelectItem item, Name scope) {
        if (item instanceof SelectItem.Plain plain && plain.column().isOf(scope)) {
            return List.of(plain.column().column().text());
        }
        if (item instanceof SelectItem.Row row && row.scopeName().is(scope)) {
            return nonNull(contract.getField(row.name().text()).schema()).getFields().stream()
                    .map(Schema.Field::name)
                    .toList();
        }
        return List.of();
    }

    private static void add(Map<String, Set<String>> captured, TableReference table, String column) {
        captured.computeIfAbsent(name(table), first -> new LinkedHashSet<>()).add(column);
    }

    private static String name(TableReference table) {
        return new TableName(
                        table.schema().map(Name::text).orElse(TableName.DEFAULT_SCHEMA),
                        table.table().text())
                .toString();
    }

    private String foreignKey(Join join) {
        ColumnReference base = join.baseSide();
        return definition.items().stream()
                .filter(item -> item instanceof SelectItem.Plain plain
                        && definition.isOfBase(plain.column())
                        && plain.column().column().is(base.column()))
                .map(item -> item.name().text())
                .findFirst()
                .orElseThrow(() -> ToolException.failed("the view " + name() + " does not select " + base));
    }

    /** What the contract calls the base table's row, and then each joined one, in its fields of provenance. */
    private String prefix(int table) {
        String lsn = contract.getFields().get(columns().size() + 2 * table).name();
        return lsn.substring(0, lsn.length() - LSN.length());
    }

    /** What a nullable type is when it is not null. */
    public static Schema nonNull(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema)
                : schema;
    }
}
