package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import dev.tributary.definition.key.KeyType;
import java.util.Optional;

/** Which columns can be keys. */
public final class KeyTypes {

    private KeyTypes() {}

    /** The type of a column as a key; empty if it cannot be a key. */
    public static Optional<KeyType> of(Column column) {
        SqlType type = column.type();
        if (!type.isBuiltIn() || type.isArray()) {
            return Optional.empty();
        }
        return switch (type.name()) {
            case "int2", "int4", "int8" -> Optional.of(KeyType.INTEGER);
            case "text", "varchar" -> column.bytewise() ? Optional.of(KeyType.TEXT) : Optional.empty();
            case "uuid" -> Optional.of(KeyType.UUID);
            default -> Optional.empty();
        };
    }
}
