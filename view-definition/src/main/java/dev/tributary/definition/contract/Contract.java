package dev.tributary.definition.contract;

import dev.tributary.definition.resolved.OutputColumn;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The contract of a view: what its topic's records look like.
 *
 * @param schema the committed one if it is one of the view, else the derived one
 * @param differences why the committed one is not one of the view, a line for each field
 */
public record Contract(Schema schema, List<String> differences) {

    public Contract {
        differences = List.copyOf(differences);
    }

    /**
     * Derives the contract.
     *
     * @param committed the one beside the SQL; it decides on names of records and of provenance, on documentation, on fields
     *     that may be null, and on integer keys as long
     * @throws ContractException if no contract can have the view's columns
     */
    public static Contract of(ResolvedView view, Optional<Schema> committed) {
        return of(view, committed, Map.of());
    }

    /**
     * Derives the contract of a view whose columns were renamed. A new contract has the old names as aliases, by which rows that
     * were written before are read.
     *
     * @param renames new names by old ones, or their paths: {@code user.mail} by {@code user.email}
     * @throws ContractException if no contract can have the view's columns, or a column was not renamed so
     */
    public static Contract of(ResolvedView view, Optional<Schema> committed, Map<String, String> renames) {
        Schema derived = derive(view, new CommittedContract(committed, oldNames(view, renames)));
        if (committed.isEmpty()) {
            if (!renames.isEmpty()) {
                throw new ContractException("there is no contract yet that has " + renames.keySet());
            }
            return new Contract(derived, List.of());
        }
        renames.forEach((before, now) -> requireRename(committed.get(), before, derived, now));
        List<String> differences = ContractComparison.differences(
                derived, committed.get(), view.columns().size());
        return new Contract(differences.isEmpty() ? committed.get() : derived, differences);
    }

    /** By the new ones. With a joined row the fields are renamed that say which change gave it its columns. */
    private static Map<String, String> oldNames(ResolvedView view, Map<String, String> renames) {
        Map<String, String> oldNames = new HashMap<>();
        renames.forEach((before, now) -> {
            oldNames.put(now, before);
            boolean isRow = view.columns().stream()
                    .anyMatch(column ->
                            column instanceof OutputColumn.Row && column.name().equals(now));
            if (isRow) {
                oldNames.put(now + Provenance.LSN, before + Provenance.LSN);
                oldNames.put(now + Provenance.COMMITTED_AT, before + Provenance.COMMITTED_AT);
            }
        });
        return oldNames;
    }

    private static void requireRename(Schema committed, String before, Schema derived, String now) {
        Optional<Schema.Field> old = Fields.at(committed, before);
        Optional<Schema.Field> known = Fields.at(committed, now);
        boolean isDone = known.filter(field -> field.aliases().contains(Fields.name(before)))
                .isPresent();
        if (isDone && old.isEmpty()) {
            return;
        }
        if (old.isEmpty() || known.isPresent()) {
            throw new ContractException("the contract has %s, so that it was not renamed to %s"
                    .formatted(old.isEmpty() ? "no field " + before : "a field " + now + " already", now));
        }
        if (Fields.at(derived, before).isPresent()) {
            throw new ContractException(
                    "the view still has a column %s, so that it was not renamed to %s".formatted(before, now));
        }
        if (Fields.at(derived, now)
                .filter(field -> field.aliases().contains(Fields.name(before)))
                .isEmpty()) {
            throw new ContractException("the view has no column %s that was %s".formatted(now, before));
        }
    }

    private static Schema derive(ResolvedView view, CommittedContract committed) {
        ContractSchema contract = new ContractSchema(view, committed);
        Set<String> names = new HashSet<>();
        view.columns().forEach(column -> names.add(column.name()));
        for (Provenance provenance : contract.provenances()) {
            for (String name : List.of(provenance.lsn(), provenance.committedAt())) {
                if (!names.add(name)) {
                    throw new ContractException(
                            "field %s is needed to say which change gave %s its columns; give the column or the table of that name another one by AS"
                                    .formatted(name, provenance.row()));
                }
            }
        }
        return contract.derive();
    }
}
