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

/** Compares the contract of a view with the one that its results have been written with, as the registry has it. */
final class ContractCheck {

    private final View view;
    private final Path file;
    private final String subject;

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

    /** The newest contract that an application has written with; nothing if none has. */
    Optional<Schema> registered(Map<String, Object> registry) {
        try (SchemaRegistry schemas = SchemaRegistry.fromConfig(registry)) {
            return Optional.of(schemas.latest(subject).schema());
        } catch (UnknownSchemaException e) {
            return Optional.empty();
        }
    }

    /**
     * Decides whether the results can be written with this contract from now on.
     *
     * @param registered what they were written with; nothing if there are none
     * @param running which columns the fields are in the definitions that run now; empty if that is not known
     * @param allowIncompatible whether readers may miss something
     * @param notes told, in a line each, what they miss
     * @return the fields of which rows that were written before have no value, or may have that of another column
     * @throws ToolException if it is refused
     */
    Set<String> fresh(
            Optional<Schema> registered,
            List<Map<String, String>> running,
            boolean allowIncompatible,
            Consumer<String> notes) {
        if (registered.isEmpty()) {
            return allFields();
        }
        ViewColumns columns = view.contract().columns();
        ContractChange change =
                ContractChange.between(registered.get(), view.contract().schema());
        List<String> impossible = new ArrayList<>(change.impossible());
        if (isNewlyJoinedToItself(change)) {
            impossible.add(
                    "table " + view.contract().base().table()
                            + " is joined to itself, and its change events have been read without that. If it was, and the joined row has another"
                            + " name now, restore the contract of before, and ./tributary view contract --overwrite --rename OLD=NEW");
        }
        running.stream()
                .flatMap(before -> columns.otherBase(before).stream())
                .forEach(base -> impossible.add("the base table is "
                        + view.contract().base().table() + ", and was " + base + ", whose rows would stay"));
        if (isSame(registered.get()) && !running.stream().allMatch(columns::isJoinedAs)) {
            impossible.add(
                    "it is the same, and other columns or tables are joined, or by other foreign keys: nothing would say"
                            + " which results are of before. Give what means something else another name (AS …)");
        }
        String compared = " the contract that is registered as " + subject + ":\n  ";
        if (!impossible.isEmpty()) {
            throw ToolException.failed(file + " cannot take the place of" + compared + String.join("\n  ", impossible)
                    + "\nGive the view another name, or have its results computed anew: docs/operations.md, Computing the"
                    + " results anew");
        }
        if (!change.incompatible().isEmpty() && !allowIncompatible) {
            throw ToolException.failed(file + " is not compatible with" + compared
                    + String.join("\n  ", change.incompatible())
                    + "\nReaders of the topic " + view.name()
                    + " would miss that. --allow-incompatible applies it nevertheless");
        }
        change.incompatible().forEach(line -> notes.accept("not compatible: " + line));
        Set<String> fresh = new HashSet<>(running.isEmpty() ? allFields() : change.fresh());
        running.forEach(before -> fresh.addAll(columns.notIn(before)));
        return fresh;
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
