package dev.tributary.definition.contract;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.ColumnReference;
import dev.tributary.definition.Join;
import dev.tributary.definition.JoinedTable;
import dev.tributary.definition.Name;
import dev.tributary.definition.ParseResult;
import dev.tributary.definition.SelectItem;
import dev.tributary.definition.TableReference;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.ViewParser;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.key.KeyType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A view with its contract, put together without a database: which field of the contract is which column of which table. What only a
 * database knows, such as types and primary keys, was checked when the contract was written.
 *
 * @param name of the view, and of its topic
 * @param schema of its records
 */
public record ViewContract(String name, Schema schema, Base base, List<Referenced> referenced) {

    public ViewContract {
        referenced = List.copyOf(referenced);
    }

    /**
     * A field, and the column of a table that it is.
     *
     * @param field of the contract, or of the record that holds a joined row
     * @param column by its name in change events
     */
    public record Column(Schema.Field field, String column) {

        /**
         * Of what type it is as a key.
         *
         * @throws IllegalArgumentException if it can be none
         */
        public KeyType keyType() {
            return KeyType.of(field.schema())
                    .orElseThrow(() -> new IllegalArgumentException("the key column " + column
                            + " must be an int, a long, a string or a uuid in the contract, and is " + field.schema()));
        }
    }

    /**
     * The two fields that say where in the log, and when, the change was committed that gave a row its columns.
     *
     * @param prefix of their names, which is what the contract calls one row
     */
    public record Origin(String prefix) {

        public String lsn() {
            return prefix + Provenance.LSN;
        }

        public String committedAt() {
            return prefix + Provenance.COMMITTED_AT;
        }
    }

    /**
     * The base table.
     *
     * @param columns that the view selects, in its order; the first one is the primary key
     */
    public record Base(TableName table, List<Column> columns, Origin origin) {
        public Base {
            columns = List.copyOf(columns);
        }
    }

    /**
     * What the view selects of a joined row at one place.
     *
     * @param field a column, or a record that holds a row; null in the contract where there is no row
     * @param columns that column, or those of the record, in its order
     */
    public record Selected(Schema.Field field, List<Column> columns) {
        public Selected {
            columns = List.copyOf(columns);
        }

        /** Whether the field is a record. */
        public boolean isRow() {
            return Fields.withoutNull(field.schema()).getType() == Schema.Type.RECORD;
        }
    }

    /**
     * A joined table.
     *
     * @param foreignKey of the columns of the base table, the one that refers to a row of this
     * @param primaryKey the column of this table that it refers to
     * @param selected of its rows, in the order of the contract
     */
    public record Referenced(
            TableName table, Column foreignKey, String primaryKey, List<Selected> selected, Origin origin) {
        public Referenced {
            selected = List.copyOf(selected);
        }
    }

    /** What the contract called a row before, the last name first. */
    public List<String> earlierPrefixes(Origin origin) {
        return schema.getField(origin.lsn()).aliases().stream()
                .filter(alias -> alias.endsWith(Provenance.LSN))
                .map(alias -> alias.substring(0, alias.length() - Provenance.LSN.length()))
                .toList();
    }

    /** Of the keys of its rows, which are those of the base table. */
    public KeyType keyType() {
        return base.columns().getFirst().keyType();
    }

    /** The joined tables, each once, in the order of the joins. */
    public List<TableName> referencedTables() {
        return referenced.stream().map(Referenced::table).distinct().toList();
    }

    /** The columns of the base table that refer to others, each once, in the order of the joins. */
    public List<Column> foreignKeys() {
        return referenced.stream().map(Referenced::foreignKey).distinct().toList();
    }

    /** Which column of a table each field is, and how the tables are joined. */
    public ViewColumns columns() {
        return ViewColumns.of(this);
    }

    /**
     * Another one for another definition: of other columns, of the same columns of other tables, or by other foreign keys, although the
     * contract is the same. What the contract documents makes no difference. The same in every process.
     */
    public long fingerprint() {
        String definition =
                SchemaNormalization.toParsingForm(schema) + columns().byField();
        return SchemaNormalization.fingerprint64(definition.getBytes(StandardCharsets.UTF_8));
    }

    /** The file of a contract: beside the SQL, {@code x.avsc} for {@code x.sql}. */
    public static Path file(Path sql) {
        String name = String.valueOf(sql.getFileName());
        return sql.resolveSibling(name.replaceFirst("\\.sql$", "") + ".avsc");
    }

    /**
     * Puts a view and its contract together.
     *
     * @param sql the text of the definition
     * @param schema of the contract
     * @throws ContractException if the text is not a view, or the contract is not one of it; the message says what to do
     */
    public static ViewContract of(String sql, Schema schema) {
        return switch (ViewParser.parse(sql)) {
            case ParseResult.Parsed parsed -> of(parsed.view(), schema);
            case ParseResult.Refused refused ->
                throw new ContractException(refused.refusals().stream()
                        .map(refusal -> "line " + refusal.at() + ": " + refusal.message())
                        .collect(Collectors.joining("\n")));
        };
    }

    /**
     * Puts a view and its contract together.
     *
     * @throws ContractException if the contract is not one of the view; the message says what to do
     */
    public static ViewContract of(ViewDefinition view, Schema schema) {
        return new Matching(view, schema).match();
    }

    /** Finds the fields of a definition's columns. */
    private record Matching(ViewDefinition view, Schema schema) {

        ViewContract match() {
            if (schema.getType() != Schema.Type.RECORD) {
                throw mismatch("it is not a record");
            }
            requireFields();
            List<Column> columns = baseColumns();
            int at = view.items().size();
            Base base = new Base(name(view.base()), columns, origin(at, false));
            List<Referenced> referenced = new ArrayList<>();
            for (Join join : view.joins()) {
                at += 2;
                referenced.add(referenced(join, columns, origin(at, true)));
            }
            requireOwnOrigins(referenced);
            return new ViewContract(view.name().text(), schema, base, referenced);
        }

        /** The fields of provenance are in the order of the joins, which may have been changed since. */
        private void requireOwnOrigins(List<Referenced> referenced) {
            List<RowNames> names = RowNames.of(view);
            for (int join = 0; join < names.size(); join++) {
                for (int other = 0; other < names.size(); other++) {
                    Origin origin = referenced.get(other).origin();
                    if (names.get(join).has(origin.prefix())
                            && !names.get(other).has(origin.prefix())) {
                        throw mismatch("fields " + origin.lsn() + " are in the place of those of "
                                + view.joins().get(other).scopeName());
                    }
                }
            }
        }

        private void requireFields() {
            List<String> wanted =
                    view.items().stream().map(item -> item.name().text()).toList();
            List<String> found =
                    schema.getFields().stream().map(Schema.Field::name).toList();
            int origins = 2 * (1 + view.joins().size());
            if (found.size() != wanted.size() + origins
                    || !found.subList(0, wanted.size()).equals(wanted)) {
                throw mismatch("its fields are " + found + ", and the view has the columns " + wanted + " and "
                        + (1 + view.joins().size()) + " tables");
            }
        }

        private List<Column> baseColumns() {
            List<Column> columns = new ArrayList<>();
            for (SelectItem item : view.items()) {
                if (item instanceof SelectItem.Plain plain && view.isOfBase(plain.column())) {
                    columns.add(new Column(
                            field(schema, item.name()), inEvents(plain.column().column())));
                }
            }
            if (!(view.items().getFirst() instanceof SelectItem.Plain first) || !view.isOfBase(first.column())) {
                throw mismatch("the first column of the view is not the primary key of its base table");
            }
            return columns;
        }

        private Referenced referenced(Join join, List<Column> baseColumns, Origin origin) {
            String foreignKey = inEvents(join.baseSide().column());
            Column referring = baseColumns.stream()
                    .filter(column -> column.column().equals(foreignKey))
                    .findFirst()
                    .orElseThrow(() -> mismatch("the view does not select " + join.baseSide()));
            return new Referenced(
                    name(join.joined().table()),
                    referring,
                    columnOf(join.joined(), join.joinedSide().column()),
                    view.items().stream()
                            .flatMap(item -> selected(item, join).stream())
                            .toList(),
                    origin);
        }

        private Optional<Selected> selected(SelectItem item, Join join) {
            if (!isOf(item, join.scopeName())) {
                return Optional.empty();
            }
            Schema.Field field = field(schema, item.name());
            if (!(item instanceof SelectItem.Plain plain)) {
                return Optional.of(new Selected(field, rowColumns(join.joined(), field)));
            }
            if (!field.schema().isNullable()) {
                throw mismatch(
                        "field " + field.name() + " cannot be null, and there may be no row of " + join.scopeName());
            }
            String column = columnOf(join.joined(), plain.column().column());
            return Optional.of(new Selected(field, List.of(new Column(field, column))));
        }

        private static boolean isOf(SelectItem item, Name scopeName) {
            return switch (item) {
                case SelectItem.Plain plain -> plain.column().isOf(scopeName);
                case SelectItem.Row row -> row.scopeName().is(scopeName);
                case SelectItem.RowToJson row -> row.scopeName().is(scopeName);
            };
        }

        private List<Column> rowColumns(JoinedTable joined, Schema.Field row) {
            Schema record = Fields.withoutNull(row.schema());
            if (record.getType() != Schema.Type.RECORD || !Fields.isNullFirst(row.schema())) {
                throw mismatch("field " + row.name() + " is not a union of null and a record, in this order");
            }
            if (joined instanceof JoinedTable.Part part) {
                requireFields(part, row.name(), record);
            }
            return switch (joined) {
                case JoinedTable.Whole whole ->
                    record.getFields().stream()
                            .map(field -> new Column(field, field.name()))
                            .toList();
                case JoinedTable.Part part ->
                    part.columns().stream()
                            .map(column -> new Column(
                                    field(record, column.name()),
                                    inEvents(column.column().column())))
                            .toList();
            };
        }

        /** A row is written in the order of the definition, and read in that of the contract. */
        private void requireFields(JoinedTable.Part part, String row, Schema record) {
            List<String> wanted =
                    part.columns().stream().map(column -> column.name().text()).toList();
            List<String> found =
                    record.getFields().stream().map(Schema.Field::name).toList();
            if (!found.equals(wanted)) {
                throw mismatch("the fields of " + row + " are " + found + ", and the view selects " + wanted);
            }
        }

        /** The column of the table itself, which a sub-select may have under another name. */
        private static String columnOf(JoinedTable joined, Name column) {
            return switch (joined) {
                case JoinedTable.Whole whole -> inEvents(column);
                case JoinedTable.Part part ->
                    inEvents(part.column(column.text())
                            .map(ColumnReference::column)
                            .orElse(column));
            };
        }

        private static String inEvents(Name column) {
            return AvroNames.valid(column.text());
        }

        private Schema.Field field(Schema record, Name name) {
            Schema.Field field = record.getField(name.text());
            if (field == null) {
                throw mismatch("it has no field " + name);
            }
            return field;
        }

        /** The two fields at a place. */
        private Origin origin(int at, boolean optional) {
            Schema.Field lsn = schema.getFields().get(at);
            Schema.Field committedAt = schema.getFields().get(at + 1);
            Origin origin = new Origin(lsn.name().replaceFirst(Provenance.LSN + "$", ""));
            if (!lsn.name().equals(origin.lsn())
                    || !committedAt.name().equals(origin.committedAt())
                    || !isLong(lsn, optional)
                    || !isLong(committedAt, optional)) {
                throw mismatch("fields " + lsn.name() + " and " + committedAt.name()
                        + " do not say which change gave a row its columns");
            }
            return origin;
        }

        private static boolean isLong(Schema.Field field, boolean optional) {
            return (optional
                            ? Fields.isNullFirst(field.schema())
                            : !field.schema().isUnion())
                    && Fields.withoutNull(field.schema()).getType() == Schema.Type.LONG;
        }

        private static TableName name(TableReference table) {
            return new TableName(
                    table.schema().map(Name::text).orElse(TableName.DEFAULT_SCHEMA),
                    table.table().text());
        }

        private ContractException mismatch(String difference) {
            return new ContractException("the contract " + schema.getName() + " is not one of the view " + view.name()
                    + ": " + difference + "; ./tributary view check says what differs, and ./tributary view contract"
                    + " writes another one");
        }
    }
}
