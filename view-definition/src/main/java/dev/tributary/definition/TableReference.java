package dev.tributary.definition;

import java.util.Optional;

/** A table as a definition names it. */
public record TableReference(Optional<Name> schema, Name table, Optional<Name> alias) {

    /** By which name the definition speaks of its columns. */
    public Name scopeName() {
        return alias.orElse(table);
    }

    /** As SQL, without the alias; PostgreSQL's search path decides where there is no schema. */
    public String quoted() {
        return schema.map(name -> name.quoted() + ".").orElse("") + table.quoted();
    }
}
