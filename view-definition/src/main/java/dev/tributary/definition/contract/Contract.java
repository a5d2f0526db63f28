package dev.tributary.definition.contract;

import dev.tributary.definition.resolved.ResolvedView;
import java.util.HashSet;
import java.util.List;
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
        Schema derived = derive(view, new CommittedContract(committed));
        if (committed.isEmpty()) {
            return new Contract(derived, List.of());
        }
        List<String> differences = ContractComparison.differences(derived, committed.get());
        return new Contract(differences.isEmpty() ? committed.get() : derived, differences);
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
