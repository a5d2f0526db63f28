package dev.tributary.tools.definition;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.View.Reference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects rows by a foreign key. */
public final class ByOption {

    @Option(
            names = {"--by", "--user"},
            paramLabel = "[COLUMN=]KEY",
            description =
                    "Only rows with this foreign key, such as customer_id=7. The column can be left out if the view"
                            + " has one foreign key.")
    private @Nullable String by;

    /**
     * A foreign key.
     *
     * @param column of the view
     * @param captured the same in change events
     * @param key that it has to be
     */
    public record By(String column, String captured, Key key) {

        /** As a parameter of a request. */
        public String parameter() {
            return column + "=" + View.inUrl(key);
        }
    }

    /**
     * What was given, if anything.
     *
     * @throws ToolException if it is no foreign key of the view
     */
    public Optional<By> of(View view) {
        return Optional.ofNullable(by).map(text -> parse(text, view));
    }

    private static By parse(String text, View view) {
        List<String> columns =
                view.references().stream().map(Reference::column).distinct().toList();
        int equals = text.indexOf('=');
        String column = equals < 0 && columns.size() == 1 ? columns.getFirst() : text.substring(0, Math.max(0, equals));
        for (Reference reference : view.references()) {
            if (reference.column().equals(column)) {
                Key key = KeyArgument.parse("--by " + column, text.substring(equals + 1), reference.keyType());
                return new By(column, reference.captured(), key);
            }
        }
        throw ToolException.usage("--by takes a foreign key of the view " + view.name() + ", "
                + columns.stream().map(name -> name + "=KEY").collect(Collectors.joining(" or ")) + ", and not "
                + text);
    }
}
