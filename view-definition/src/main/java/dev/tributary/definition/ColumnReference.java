package dev.tributary.definition;

import java.util.Optional;

/**
 * A column as a definition names it.
 *
 * @param qualifier the {@link TableReference#scopeName} of its table
 */
public record ColumnReference(Optional<Name> qualifier, Name column) {

    public Position at() {
        return qualifier.orElse(column).at();
    }

    public boolean isOf(Name scopeName) {
        return qualifier.isPresent() && qualifier.get().is(scopeName);
    }

    @Override
    public String toString() {
        return qualifier.map(name -> name + ".").orElse("") + column;
    }
}
