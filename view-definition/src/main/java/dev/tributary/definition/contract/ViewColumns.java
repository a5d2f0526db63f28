package dev.tributary.definition.contract;

import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.ViewContract.Column;
import dev.tributary.definition.contract.ViewContract.Origin;
import dev.tributary.definition.contract.ViewContract.Referenced;
import dev.tributary.definition.contract.ViewContract.Selected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * What a contract does not say of its fields: which column of which table each of them is. The fields of provenance stand for their tables:
 * {@code order_lsn} is {@code public.orders}, and {@code user_lsn} is {@code public.users.id = user_id}, by which the table is joined.
 * Contract and columns together are the definition of a view.
 */
public final class ViewColumns {

    /**
     * A field.
     *
     * @param paths what it is called, such as {@code user.email}, then by its aliases
     * @param column that it is
     * @param isJoined whether that is one of a joined table
     */
    private record Source(List<String> paths, String column, boolean isJoined) {

        String path() {
            return paths.getFirst();
        }

        /** The column that it was. */
        Optional<String> in(Map<String, String> before) {
            return paths.stream().filter(before::containsKey).findFirst().map(before::get);
        }

        boolean isSame(Map<String, String> before) {
            return in(before).equals(Optional.of(column));
        }
    }

    /** The first one is the base table. */
    private final List<Source> sources;

    private ViewColumns(List<Source> sources) {
        this.sources = sources;
    }

    static ViewColumns of(ViewContract view) {
        TableName base = view.base().table();
        List<Source> sources = new ArrayList<>();
        sources.add(new Source(names(view, view.base().origin()), base.toString(), false));
        for (Column column : view.base().columns()) {
            sources.add(new Source(names(column.field()), base + "." + column.column(), false));
        }
        for (Referenced join : view.referenced()) {
            sources.add(new Source(
                    names(view, join.origin()),
                    join.table() + "." + join.primaryKey() + " = "
                            + join.foreignKey().column(),
                    true));
            for (Selected selected : join.selected()) {
                for (Column column : selected.columns()) {
                    sources.add(new Source(paths(selected, column), join.table() + "." + column.column(), true));
                }
            }
        }
        return new ViewColumns(sources);
    }

    private static List<String> names(ViewContract view, Origin origin) {
        return names(view.schema().getField(origin.lsn()));
    }

    private static List<String> names(Schema.Field field) {
        return Stream.concat(Stream.of(field.name()), field.aliases().stream()).toList();
    }

    private static List<String> paths(Selected selected, Column column) {
        if (!selected.isRow()) {
            return names(selected.field());
        }
        return names(selected.field()).stream()
                .flatMap(row -> names(column.field()).stream().map(name -> row + "." + name))
                .toList();
    }

    /** The columns by the paths of the fields. */
    public Map<String, String> byField() {
        Map<String, String> columns = new LinkedHashMap<>();
        sources.forEach(source -> columns.put(source.path(), source.column()));
        return columns;
    }

    /**
     * The fields that were another column, or were not there. A field is found by its aliases, too.
     *
     * @param before of an earlier definition, {@link #byField}
     */
    public Set<String> notIn(Map<String, String> before) {
        return sources.stream()
                .filter(source -> !source.isSame(before))
                .map(Source::path)
                .collect(Collectors.toSet());
    }

    /** The base table of an earlier definition, if it was another one. */
    public Optional<String> otherBase(Map<String, String> before) {
        return sources.getFirst()
                .in(before)
                .filter(table -> !table.equals(sources.getFirst().column()));
    }

    /** Whether all fields of joined tables are the columns that they were, joined by the same keys. */
    public boolean isJoinedAs(Map<String, String> before) {
        return sources.stream().filter(Source::isJoined).allMatch(source -> source.isSame(before));
    }
}
