package dev.tributary.definition.contract;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.resolved.ColumnType;
import dev.tributary.definition.resolved.ColumnTypes;
import dev.tributary.definition.resolved.NamedColumn;
import dev.tributary.definition.resolved.OutputColumn;
import dev.tributary.definition.resolved.ResolvedJoin;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Derives the schema of a view's records: its columns in their order, then the provenance of each table's row. */
final class ContractSchema {

    static final String NAMESPACE = "dev.tributary";

    private final ResolvedView view;
    private final CommittedContract committed;
    private final Set<String> recordNames = new LinkedHashSet<>();

    ContractSchema(ResolvedView view, CommittedContract committed) {
        this.view = view;
        this.committed = committed;
    }

    Schema derive() {
        String name = unusedName(committed.recordName(capitalized(view.name())));
        String namespace = committed.namespace(NAMESPACE);
        List<Schema.Field> fields = new ArrayList<>();
        view.columns().forEach(column -> fields.add(field(column, namespace, name)));
        for (Provenance provenance : provenances()) {
            fields.addAll(provenance.fields(committed));
        }
        String doc =
                "One row of the view %s. The record's key is %s; a null value (tombstone) means that the row of %s was deleted."
                        .formatted(
                                view.name(),
                                view.key().name(),
                                view.base().name().table());
        return Schema.createRecord(name, committed.doc(doc), namespace, false, fields);
    }

    private Schema.Field field(OutputColumn column, String namespace, String parent) {
        return switch (column) {
            case OutputColumn.OfBase of ->
                plain(of.name(), view.base(), of.column(), of.column().nullable(), isBaseKey(of.column()), committed);
            case OutputColumn.OfJoined of ->
                plain(of.name(), of.join().table(), of.column(), true, isJoinedKey(of.join(), of.column()), committed);
            case OutputColumn.Row row -> {
                String doc = "The row of %s that %s refers to, or null if there is none (yet)."
                        .formatted(
                                row.join().table().name().table(),
                                row.join().foreignKey().name());
                yield Fields.of(row.name(), record(row, namespace, parent), true, committed.fieldDoc(row.name(), doc));
            }
        };
    }

    private Schema record(OutputColumn.Row row, String namespace, String parent) {
        CommittedContract nested = committed.nested(row.name());
        List<Schema.Field> fields = new ArrayList<>();
        for (NamedColumn column : row.columns()) {
            fields.add(plain(
                    column.name(),
                    row.join().table(),
                    column.column(),
                    column.column().nullable(),
                    isJoinedKey(row.join(), column.column()),
                    nested));
        }
        String name = unusedName(nested.recordName(parent + capitalized(row.name())));
        return Schema.createRecord(name, null, nested.namespace(namespace), false, fields);
    }

    private static Schema.Field plain(
            String name, Table table, Column column, boolean nullable, boolean isKey, CommittedContract committed) {
        Schema type = type(column);
        // An integer key is 8 bytes on a topic, whatever integer it is in the table.
        boolean isWidened = isKey && type.getType() == Schema.Type.INT && committed.isLong(name);
        String doc = "%s.%s, %s"
                .formatted(table.name().table(), column.name(), column.type().written());
        return Fields.of(
                name,
                isWidened ? Fields.ofLong() : type,
                nullable || committed.isNullable(name),
                committed.fieldDoc(name, doc));
    }

    private static Schema type(Column column) {
        return switch (ColumnTypes.of(column.type())) {
            case ColumnType.Supported supported -> supported.avro();
            case ColumnType.Unsupported unsupported ->
                throw new IllegalStateException(column.name() + ": " + unsupported.reason());
        };
    }

    private boolean isBaseKey(Column column) {
        return view.base().isPrimaryKey(column.name())
                || view.joins().stream()
                        .anyMatch(join -> join.foreignKey().column().name().equals(column.name()));
    }

    private static boolean isJoinedKey(ResolvedJoin join, Column column) {
        return join.table().isPrimaryKey(column.name());
    }

    /**
     * The base table first, then the joined ones in their order. Prefixes that are committed are taken over, those of joined
     * tables only if there are as many as joins.
     */
    List<Provenance> provenances() {
        Set<String> columns = view.columns().stream().map(OutputColumn::name).collect(Collectors.toSet());
        List<String> ofBase = committed.provenance(columns, false);
        List<String> ofJoined = committed.provenance(columns, true);
        String base = view.base().name().table();
        List<Provenance> provenances = new ArrayList<>();
        provenances.add(new Provenance(
                ofBase.size() == 1 ? ofBase.getFirst() : AvroNames.valid(base), "the row of " + base, false));
        for (int i = 0; i < view.joins().size(); i++) {
            ResolvedJoin join = view.joins().get(i);
            boolean isCommitted = ofJoined.size() == view.joins().size();
            provenances.add(new Provenance(
                    isCommitted ? ofJoined.get(i) : AvroNames.valid(rowName(join)),
                    "the row of " + join.table().name().table() + " that "
                            + join.foreignKey().name() + " refers to",
                    true));
        }
        return provenances;
    }

    /** What the view calls a joined row: the column that holds it, else the alias of its table. */
    private String rowName(ResolvedJoin join) {
        return view.columns().stream()
                .filter(column -> column instanceof OutputColumn.Row row
                        && row.join().scopeName().equals(join.scopeName()))
                .map(OutputColumn::name)
                .findFirst()
                .orElse(join.scopeName());
    }

    private String unusedName(String name) {
        String candidate = name;
        for (int i = 2; !recordNames.add(candidate); i++) {
            candidate = name + i;
        }
        return candidate;
    }

    /** enriched-orders becomes EnrichedOrders. */
    private static String capitalized(String name) {
        StringBuilder capitalized = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                capitalized.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return AvroNames.valid(capitalized.toString());
    }
}
