package dev.tributary.enrich;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Kafka Streams is about to use a task again that it had given up: after an aborted transaction it closes the task's stores
 * and opens them once more. But it keeps what the task had read, and a punctuation would then commit positions past records
 * whose work was aborted (Kafka 4.3.1, {@code StreamTask.consumedOffsets}). So the thread ends here, and a new one begins
 * with new tasks at the last commit.
 */
final class TaskRevivedException extends RetriableException {

    private static final long serialVersionUID = 1L;

    TaskRevivedException(TaskId task) {
        super("task " + task + " was given up after an aborted transaction, and begins anew in a new thread");
    }
}
