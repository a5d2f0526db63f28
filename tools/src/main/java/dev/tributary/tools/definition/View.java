package dev.tributary.tools.definition;

import dev.tributary.definition.CapturedColumns;
import dev.tributary.definition.SelectItem;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.ContractException;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.explain.Routes;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.topic.RecordKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A view that runs, by its definition and its contract, without a database: its names, tables and columns. */
public record View(ViewDefinition definition, ViewContract contract) {

    /**
     * A foreign key of the view.
     *
     * @param row what the contract calls the row that it refers to
     * @param column of the view
     * @param captured the same in change events: the table's column
     * @param keyType of its values
     * @param beforeKey what the path of the rows that have a key begins with
     * @param afterKey what it ends with, ready for more parameters
     */
    public record Reference(
            String row, String column, String captured, KeyType keyType, String beforeKey, String afterKey) {

        /** Of the rows that have this key; parameters can follow. */
        public String path(Key key) {
            return beforeKey + inUrl(key) + afterKey;
        }
    }

    /** The one that the project has. */
    public static View shipped() {
        return of(ViewFile.shipped());
    }

    /**
     * Reads a view.
     *
     * @throws ToolException if the file is no view, or its contract is missing or of another one
     */
    public static View read(Path file) {
        return of(ViewFile.read(file));
    }

    static View of(ViewFile file) {
        Schema committed = file.committed()
                .orElseThrow(() -> ToolException.failed("the view " + file.path() + " has no contract "
                        + file.contract() + ": write it by ./tributary view contract " + file.path()));
        ViewDefinition definition = file.definition();
        try {
            return new View(definition, ViewContract.of(definition, committed));
        } catch (ContractException e) {
            throw ToolException.failed(file.contract() + ": " + e.getMessage(), e);
        }
    }

    /** The view's, and its topic's. */
    public String name() {
        return contract.name();
    }

    /** What the API calls its rows: the base table's name. */
    public String rows() {
        return contract.base().table().table();
    }

    /** What the API calls a row. */
    public String row() {
        return contract.base().origin().prefix();
    }

    /** A row in messages, such as {@code order 7}. */
    public String named(Key key) {
        return row() + " " + Terminal.printable(key.toString());
    }

    /** Of a row by its key; of a page with this row where the key is a text. */
    public String path(Key key) {
        return (keyType().isSegment() ? rows() + "/" : rows() + "?" + key() + "=") + inUrl(key);
    }

    static String inUrl(Key key) {
        return URLEncoder.encode(key.toString(), StandardCharsets.UTF_8);
    }

    /** The name of the primary key. */
    public String key() {
        return columns().getFirst().name();
    }

    /** The type of the primary key. */
    public KeyType keyType() {
        return contract.keyType();
    }

    /** Of the keys of a topic; empty if it is neither the view's nor one of its tables' changes. */
    public Optional<KeyType> keyType(String topic) {
        if (topic.equals(name()) || topic.equals(contract.base().table().changeTopic())) {
            return Optional.of(keyType());
        }
        return contract.referenced().stream()
                .filter(join -> topic.equals(join.table().changeTopic()))
                .map(join -> join.foreignKey().keyType())
                .findFirst();
    }

    /** The key of a record of a topic, whichever topic that is. */
    public RecordKey recordKey(String topic, byte @Nullable [] bytes) {
        return keyType(topic).map(type -> RecordKey.of(bytes, type)).orElseGet(() -> RecordKey.guess(bytes));
    }

    /** The columns, without the fields that say where a row comes from. */
    public List<Schema.Field> columns() {
        return contract.schema().getFields().subList(0, definition.items().size());
    }

    /** In the order of the joins. */
    public List<Reference> references() {
        List<Routes.Reference> all =
                contract.referenced().stream().map(Routes.Reference::of).toList();
        return contract.referenced().stream()
                .map(join -> {
                    String column = join.foreignKey().field().name();
                    boolean hasPath = join.foreignKey().keyType().isSegment()
                            && Routes.Reference.of(join).hasPath(contract.base().table(), all);
                    return new Reference(
                            join.origin().prefix(),
                            column,
                            join.foreignKey().column(),
                            join.foreignKey().keyType(),
                            hasPath ? join.table().table() + "/" : rows() + "?" + column + "=",
                            hasPath ? "/" + rows() + "?" : "&");
                })
                .toList();
    }

    /** With their schemas; the base table first. */
    public List<String> tables() {
        return List.copyOf(captured().keySet());
    }

    /** The topics of the tables' changes. */
    public List<String> sourceTopics() {
        return tableNames().map(TableName::changeTopic).distinct().toList();
    }

    /** Tables with their schemas, and the columns of each that the view needs. */
    public Map<String, Set<String>> captured() {
        Map<String, Set<String>> captured = new LinkedHashMap<>();
        CapturedColumns.of(definition, tableNames().toList(), this::wholeRow)
                .forEach((table, columns) -> captured.put(table.toString(), columns));
        return captured;
    }

    /** The base table, then that of each join. */
    private Stream<TableName> tableNames() {
        return Stream.concat(
                Stream.of(contract.base().table()),
                contract.referenced().stream().map(ViewContract.Referenced::table));
    }

    /** The contract has all columns of such a row, under their own names. */
    private List<String> wholeRow(SelectItem.Row item) {
        Schema row = contract.schema().getField(item.name().text()).schema();
        return Fields.withoutNull(row).getFields().stream()
                .map(Schema.Field::name)
                .toList();
    }
}
