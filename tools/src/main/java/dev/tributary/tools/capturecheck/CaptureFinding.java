package dev.tributary.tools.capturecheck;

/**
 * Something in the database that keeps changes from being captured.
 *
 * @param message what is wrong and what to do, in one line
 */
public record CaptureFinding(Kind kind, String message) {

    /** What it is about. */
    public enum Kind {
        /** The publication is missing, or leaves out a kind of change. */
        PUBLICATION("publication"),
        /** A table is missing, is no table, or is not in the publication. */
        TABLE("table"),
        /** The publication leaves out rows of a table. */
        ROW_FILTER("row-filter"),
        /** The publication leaves out columns of a table. */
        COLUMN_LIST("column-list"),
        /** A table has no primary key that can be the key of its records. */
        PRIMARY_KEY("primary-key"),
        /** The log does not name the row that was deleted. */
        REPLICA_IDENTITY("replica-identity"),
        /** PostgreSQL refuses updates, because of a generated column. */
        GENERATED_COLUMN("generated-column"),
        /** The connector's role lacks a privilege that it needs. */
        PRIVILEGE("privilege"),
        /** A policy hides rows from the connector's role. */
        ROW_SECURITY("row-security"),
        /** Nothing refuses TRUNCATE. */
        TRUNCATE("truncate");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Its name in metrics. */
        public String label() {
            return label;
        }
    }
}
