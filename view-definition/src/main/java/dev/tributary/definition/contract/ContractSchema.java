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
        return Schema.createRecord(name, committed.doc(doc), namespace, false, withAliases(fields, committed));
    }

    private Schema.Field field(OutputColumn column, String namespace, String parent) {
        return switch (column) {
            case OutputColumn.OfBase of ->
                plain(of.name(), view.base(), of.column(), isNullable(of), isBaseKey(of.column()), committed);
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
                    isNullable(column.name(), column.column(), nested),
                    isJoinedKey(row.join(), column.column()),
                    nested));
        }
        String name = unusedName(nested.recordName(parent + capitalized(row.name())));
        return Schema.createRecord(name, null, nested.namespace(namespace), false, withAliases(fields, nested));
    }

    private boolean isNullable(OutputColumn.OfBase column) {
        boolean isKey = column.name().equals(view.key().name());
        return !isKey && isNullable(column.name(), column.column(), committed);
    }

    /** A column that is new has no value in the rows that were written before. */
    private static boolean isNullable(String name, Column column, CommittedContract committed) {
        return column.nullable() || committed.lacks(name) || committed.isNullable(name);
    }

    /** The names that fields had before, unless others have them now. */
    private static List<Schema.Field> withAliases(List<Schema.Field> fields, CommittedContract committed) {
        Set<String> names = fields.stream().map(Schema.Field::name).collect(Collectors.toSet());
        for (Schema.Field field : fields) {
            committed.aliases(field.name()).stream()
                    .filter(alias -> !names.contains(alias))
                    .forEach(field::addAlias);
        }
        return fields;
    }

    private static Schema.Field plain(
            String name, Table table, Column column, boolean nullable, boolean isKey, CommittedContract committed) {
        Schema type = type(column);
        // An integer key is 8 bytes on a topic, whatever integer it is in the table.
        boolean isWidened = isKey && type.getType() == Schema.Type.INT && committed.isLong(name);
        String doc = "%s.%s, %s"
                .formatted(table.name().table(), column.name(), column.type().written());
        return Fields.of(name, isWidened ? Fields.ofLong() : type, nullable, committed.fieldDoc(name, doc));
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

    /** The base table first, then the joined ones in their order. Prefixes that are committed are taken over. */
    List<Provenance> provenances() {
        Set<String> columns = view.columns().stream().map(OutputColumn::name).collect(Collectors.toSet());
        List<String> ofBase = committed.provenance(columns, false);
        List<String> ofJoined = prefixes(committed.provenance(columns, true), columns);
        String base = view.base().name().table();
        String row = AvroNames.valid(base);
        String ofBaseOtherwise = ReservedNames.isOfARow(row) ? row + "_row" : row;
        List<Provenance> provenances = new ArrayList<>();
        provenances.add(
                new Provenance(ofBase.size() == 1 ? ofBase.getFirst() : ofBaseOtherwise, "the row of " + base, false));
        for (int i = 0; i < view.joins().size(); i++) {
            ResolvedJoin join = view.joins().get(i);
            provenances.add(new Provenance(
                    ofJoined.get(i),
                    "the row of " + join.table().name().table() + " that "
                            + join.foreignKey().name() + " refers to",
                    true));
        }
        return provenances;
    }

    /**
     * Of the joined tables. The committed one of what the view calls the row, or of the alias of its table; else, if the number of joins is
     * the committed one, what stands in its place there, unless that is the name of another row or of one that is gone.
     */
    private List<String> prefixes(List<String> committedPrefixes, Set<String> columns) {
        List<RowNames> names = RowNames.of(view.definition());
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            RowNames own = names.get(i);
            String inPlace = committedPrefixes.size() == names.size() ? committedPrefixes.get(i) : own.row();
            boolean isGone = committed.has(inPlace) && !columns.contains(inPlace);
            boolean isOfARow = names.stream().anyMatch(row -> row.has(inPlace));
            boolean isAliasOfItsOwn = names.stream().noneMatch(row -> row.row().equals(own.alias()));
            if (committedPrefixes.contains(own.row())) {
                prefixes.add(own.row());
            } else if (committedPrefixes.contains(own.alias()) && isAliasOfItsOwn) {
                prefixes.add(own.alias());
            } else {
                prefixes.add(isOfARow || isGone ? own.row() : inPlace);
            }
        }
        return prefixes;
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
