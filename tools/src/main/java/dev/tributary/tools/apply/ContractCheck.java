package dev.tributary.tools.apply;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.UnknownSchemaException;
import dev.tributary.definition.contract.ContractChange;
import dev.tributary.definition.contract.ViewColumns;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Compares the contract of a view with those that its results have been written with. */
final class ContractCheck {

    private final View view;
    private final Path file;
    private final String subject;

    /**
     * What results have been written with.
     *
     * @param described whose contract it is, for messages
     * @param columns which column each field is; empty if that is not known
     */
    record Earlier(String described, Schema contract, Map<String, String> columns) {
        Earlier {
            columns = Map.copyOf(columns);
        }
    }

    /**
     * Of a view.
     *
     * @param file of the contract, for messages
     * @param topic of the results
     */
    ContractCheck(View view, Path file, String topic) {
        this.view = view;
        this.file = file;
        this.subject = topic + "-value";
    }

    /**
     * The contracts that the application writes with. The newest one in the registry stands for those that no instance names: it may never have
     * come into use.
     *
     * @param running what the instances run; empty if none says it
     * @return nothing if there is no contract yet
     * @throws ToolException if it is another registry than that of the application
     */
    List<Earlier> earlier(SchemaRegistry registry, List<Instances.Definition> running) {
        List<Earlier> earlier = new ArrayList<>();
        for (Instances.Definition definition : running) {
            definition
                    .contractId()
                    .map(id -> Optional.of(new Earlier(described(id), ofInstance(registry, id), definition.columns())))
                    .orElseGet(() -> newest(registry, definition.columns()))
                    .ifPresent(earlier::add);
        }
        return running.isEmpty() ? newest(registry, Map.of()).stream().toList() : earlier;
    }

    private static String described(int contractId) {
        return "the contract that the application runs (schema " + contractId + " of the registry)";
    }

    private static Schema ofInstance(SchemaRegistry registry, int contractId) {
        try {
            return registry.schemaById(contractId);
        } catch (UnknownSchemaException e) {
            throw ToolException.failed(
                    "the registry does not have " + described(contractId)
                            + ": name the registry of the application by --schema-registry",
                    e);
        }
    }

    private Optional<Earlier> newest(SchemaRegistry registry, Map<String, String> columns) {
        try {
            return Optional.of(new Earlier(
                    "the contract that is registered as " + subject,
                    registry.latest(subject).schema(),
                    columns));
        } catch (UnknownSchemaException e) {
            return Optional.empty();
        }
    }

    /**
     * Decides whether the results can be written with this contract from now on.
     *
     * @param earlier what they were written with; nothing if there are none
     * @param allowIncompatible whether readers may miss something
     * @param notes told, in a line each, what they miss
     * @return the fields of which rows that were written before have no value, or may have that of another column
     * @throws ToolException if it is refused
     */
    Set<String> fresh(List<Earlier> earlier, boolean allowIncompatible, Consumer<String> notes) {
        if (earlier.isEmpty()) {
            return allFields();
        }
        Set<String> fresh = new HashSet<>();
        earlier.forEach(before -> fresh.addAll(fresh(before, allowIncompatible, notes)));
        return fresh;
    }

    private Set<String> fresh(Earlier before, boolean allowIncompatible, Consumer<String> notes) {
        ContractChange change =
                ContractChange.between(before.contract(), view.contract().schema());
        List<String> impossible = impossible(before, change);
        if (!impossible.isEmpty()) {
            throw ToolException.failed(file + " cannot take the place of " + before.described() + ":\n  "
                    + String.join("\n  ", impossible)
                    + "\nGive the view another name, or have its results computed anew: docs/operations.md, Computing the"
                    + " results anew");
        }
        if (!change.incompatible().isEmpty() && !allowIncompatible) {
            throw ToolException.failed(file + " is not compatible with " + before.described() + ":\n  "
                    + String.join("\n  ", change.incompatible())
                    + "\nReaders of the topic " + view.name()
                    + " would miss that. --allow-incompatible applies it nevertheless");
        }
        change.incompatible().forEach(line -> notes.accept("not compatible: " + line));
        if (before.columns().isEmpty()) {
            return allFields();
        }
        Set<String> fresh = new HashSet<>(change.fresh());
        fresh.addAll(view.contract().columns().notIn(before.columns()));
        return fresh;
    }

    private List<String> impossible(Earlier before, ContractChange change) {
        ViewColumns columns = view.contract().columns();
        List<String> impossible = new ArrayList<>(change.impossible());
        if (isNewlyJoinedToItself(change)) {
            impossible.add(
                    "table " + view.contract().base().table()
                            + " is joined to itself, and its change events have been read without that. If it was, and the joined row has another"
                            + " name now, restore the contract of before, and ./tributary view contract --overwrite --rename OLD=NEW");
        }
        columns.otherBase(before.columns())
                .ifPresent(base -> impossible.add("the base table is "
                        + view.contract().base().table() + ", and was " + base + ", whose rows would stay"));
        boolean isKnown = !before.columns().isEmpty();
        if (isKnown && isSame(before.contract()) && !columns.isJoinedAs(before.columns())) {
            impossible.add(
                    "it is the same, and other columns or tables are joined, or by other foreign keys: nothing would say"
                            + " which results are of before. Give what means something else another name (AS …)");
        }
        return impossible;
    }

    private Set<String> allFields() {
        return view.columns().stream().map(Schema.Field::name).collect(Collectors.toSet());
    }

    private boolean isSame(Schema registered) {
        return SchemaNormalization.toParsingForm(registered)
                .equals(SchemaNormalization.toParsingForm(view.contract().schema()));
    }

    private boolean isNewlyJoinedToItself(ContractChange change) {
        List<ViewContract.Origin> origins = view.contract().referenced().stream()
                .filter(join -> join.table().equals(view.contract().base().table()))
                .map(ViewContract.Referenced::origin)
                .toList();
        return !origins.isEmpty()
                && origins.stream().allMatch(origin -> change.fresh().contains(origin.lsn()));
    }
}
