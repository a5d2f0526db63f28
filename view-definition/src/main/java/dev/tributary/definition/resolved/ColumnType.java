package dev.tributary.definition.resolved;

import org.apache.avro.Schema;

/** What becomes of a column's type. */
public sealed interface ColumnType {

    /**
     * A type that a view can have.
     *
     * @param avro of a value that is not null
     * @param fullIdentity whether an UPDATE that leaves a large value alone logs null in its place, unless REPLICA IDENTITY is
     *     FULL
     */
    record Supported(Schema avro, boolean fullIdentity) implements ColumnType {}

    /**
     * A type that a view cannot have.
     *
     * @param reason why
     */
    record Unsupported(String reason) implements ColumnType {}
}
