package dev.tributary.definition.catalogue;

import java.util.Optional;

/**
 * A type of a column. A domain is replaced by the type that it is over.
 *
 * @param name as in {@code pg_type.typname}; of an array, the name of its elements' type
 * @param origin where it is defined
 * @param form what kind of type it is; of an array, its elements
 * @param isArray whether it is an array of such
 * @param length what {@code n} is in {@code bit(n)}; −1 for types without such a modifier
 * @param written as {@code format_type} writes it, with the domain's name if it is one
 */
public record SqlType(String name, Origin origin, Form form, boolean isArray, int length, String written) {

    /** Where a type is defined. */
    public sealed interface Origin {
        /** PostgreSQL itself. */
        record BuiltIn() implements Origin {}

        record Extension(String name) implements Origin {}

        /** A user of the database. */
        record User() implements Origin {}

        static Origin of(String schema, Optional<String> extension) {
            if (extension.isPresent()) {
                return new Extension(extension.get());
            }
            return schema.equals("pg_catalog") ? new BuiltIn() : new User();
        }
    }

    /** What kind of type it is, as in {@code pg_type.typtype}. */
    public enum Form {
        BASE,
        COMPOSITE,
        /** Only as the elements of an array; a domain is replaced otherwise. */
        DOMAIN,
        ENUM,
        RANGE,
        MULTIRANGE,
        PSEUDO;

        static Form of(String typtype) {
            return switch (typtype) {
                case "b" -> BASE;
                case "c" -> COMPOSITE;
                case "d" -> DOMAIN;
                case "e" -> ENUM;
                case "r" -> RANGE;
                case "m" -> MULTIRANGE;
                default -> PSEUDO;
            };
        }
    }

    public boolean isBuiltIn() {
        return origin instanceof Origin.BuiltIn;
    }

    public boolean isOf(String extension) {
        return origin.equals(new Origin.Extension(extension));
    }
}
