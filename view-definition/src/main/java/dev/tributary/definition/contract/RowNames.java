package dev.tributary.definition.contract;

import dev.tributary.definition.AvroNames;
import dev.tributary.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a definition calls a joined row, as Avro can have it. The fields that say which change gave the row its columns begin with one of
 * these names, unless the contract says otherwise.
 *
 * @param row the column that holds the row; the alias of its table where there is none, or where another row has the column's name as its
 *     alias and no other one
 * @param alias of its table
 */
record RowNames(String row, String alias) {

    /** In the order of the joins; no two have the same {@link #row}. */
    static List<RowNames> of(ViewDefinition view) {
        List<RowNames> names = new ArrayList<>();
        view.joins()
                .forEach(join -> names.add(new RowNames(
                        AvroNames.valid(view.rowName(join).text()),
                        AvroNames.valid(join.scopeName().text()))));
        Set<String> aliases = new HashSet<>();
        boolean isNew = true;
        while (isNew) {
            isNew = aliases.addAll(names.stream()
                    .filter(RowNames::isAlias)
                    .map(RowNames::alias)
                    .toList());
            names.replaceAll(name -> aliases.contains(name.row) ? new RowNames(name.alias, name.alias) : name);
        }
        return List.copyOf(names);
    }

    private boolean isAlias() {
        return row.equals(alias);
    }

    boolean has(String name) {
        return row.equals(name) || alias.equals(name);
    }
}
