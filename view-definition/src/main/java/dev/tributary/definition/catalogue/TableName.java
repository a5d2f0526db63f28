package dev.tributary.definition.catalogue;

import dev.tributary.definition.Name;

/** A table's name with its schema, without quotes. */
public record TableName(String schema, String table) {

    /** What a name without a schema means to the application, which asks no database for the search path. */
    public static final String DEFAULT_SCHEMA = "public";

    /** As SQL, whatever characters are in it. */
    public String quoted() {
        return Name.quoted(schema) + "." + Name.quoted(table);
    }

    /** The topic of its change events, if the connector has the default {@code topic.prefix}. */
    public String changeTopic() {
        return "cdc." + this;
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
