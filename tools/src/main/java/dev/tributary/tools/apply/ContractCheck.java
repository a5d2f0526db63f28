package dev.tributary.tools.apply;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.UnknownSchemaException;
import dev.tributary.definition.contract.ContractChange;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Compares the contract of a view with the one that its results have been written with, as the registry has it. */
final class ContractCheck {

    private final View view;
    private final Path file;

    /** @param file of the contract, for messages */
    ContractCheck(View view, Path file) {
        this.view = view;
        this.file = file;
    }

    /** The newest contract that an application has written with; nothing if none has. */
    Optional<Schema> registered(Map<String, Object> registry) {
        try (SchemaRegistry schemas = SchemaRegistry.fromConfig(registry)) {
            return Optional.of(schemas.latest(subject()).schema());
        } catch (UnknownSchemaException e) {
            return Optional.empty();
        }
    }

    private String subject() {
        return view.name() + "-value";
    }

    /**
     * Decides whether the results can be written with this contract from now on.
     *
     * @param registered what they were written with; nothing if there are none
     * @param allowIncompatible whether readers may miss something
     * @param notes told, in a line each, what they miss
     * @return the fields of which rows that were written before have no value
     * @throws ToolException if it is refused
     */
    Set<String> fresh(Optional<Schema> registered, boolean allowIncompatible, Consumer<String> notes) {
        if (registered.isEmpty()) {
            return view.columns().stream().map(Schema.Field::name).collect(Collectors.toSet());
        }
        ContractChange change =
                ContractChange.between(registered.get(), view.contract().schema());
        List<String> impossible = new ArrayList<>(change.impossible());
        if (isNewlyJoinedToItself(registered.get())) {
            impossible.add("table " + view.contract().base().table()
                    + " is joined to itself, and its change events have been read without that");
        }
        String compared = " the contract that is registered as " + subject() + ":\n  ";
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
        return change.fresh();
    }

    private boolean isNewlyJoinedToItself(Schema registered) {
        List<ViewContract.Origin> origins = view.contract().referenced().stream()
                .filter(join -> join.table().equals(view.contract().base().table()))
                .map(ViewContract.Referenced::origin)
                .toList();
        return !origins.isEmpty() && origins.stream().allMatch(origin -> registered.getField(origin.lsn()) == null);
    }
}
