package dev.tributary.benchmarks.capture;

import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.audit.AuditSettings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps the view of a pipeline in another store: a connector in Kafka Connect, or a process beside it. Opened, it does not run. */
interface ViewSink extends AutoCloseable {

    /** Begins to keep the view: where it has stopped, or from the beginning of the topic if it is empty. */
    void start() throws IOException, InterruptedException;

    /** Returns when it has stopped. Does nothing if it does not run. */
    void stop() throws IOException, InterruptedException;

    /** Deletes what is in the store, and forgets how far the topic was read. It does not run. */
    void empty() throws IOException, InterruptedException;

    /** The process that reads the topic and writes to the store. */
    ServerProcess writer();

    /** The server that has the store, if there is one. */
    Optional<ServerProcess> store();

    /** How many rows a reader of the store sees. */
    long rows();

    /**
     * Those of some orders that a reader of the store sees, each with its {@code order_committed_at} in microseconds since the
     * epoch. Called by one thread.
     */
    Map<Long, Long> committedAt(Set<Long> orders);

    /** With the store compared too. */
    AuditSettings compared(AuditSettings settings);

    @Override
    void close();
}
