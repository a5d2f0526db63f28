package dev.tributary.tools.connectors;

/** What became of one connector. */
public sealed interface ConnectorOutcome {

    String name();

    /** It and all of its tasks are running. */
    record Running(String name, Applied applied, int tasks) implements ConnectorOutcome {}

    /** It, or a task of it, failed again after a restart; or its configuration was refused. */
    record Failed(String name, String reason) implements ConnectorOutcome {}

    /** The time was up before it ran. */
    record NotRunning(String name, String state) implements ConnectorOutcome {}

    /** What had to be done. */
    enum Applied {
        CREATED,
        UPDATED,
        UNCHANGED
    }
}
