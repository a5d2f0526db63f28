package dev.tributary.definition.resolved;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.SqlType;
import java.util.Optional;

/** Types of keys, for which PostgreSQL's equality is equality of the bytes of a record's key. */
public enum KeyType {
    /** 8 bytes, big-endian. */
    INTEGER,
    /** UTF-8. */
    TEXT,
    /** UTF-8 of the lower-case form. */
    UUID;

    static Optional<KeyType> of(Column column) {
        SqlType type = column.type();
        if (!type.isBuiltIn() || type.isArray()) {
            return Optional.empty();
        }
        return switch (type.name()) {
            case "int2", "int4", "int8" -> Optional.of(INTEGER);
            case "text", "varchar" -> column.bytewise() ? Optional.of(TEXT) : Optional.empty();
            case "uuid" -> Optional.of(UUID);
            default -> Optional.empty();
        };
    }
}
