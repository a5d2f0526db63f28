package dev.tributary.tier;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Kafka Streams is about to use a task again that it had given up: after an aborted transaction it closes the task's stores
 * and opens them once more. But it keeps what the task had read, and a punctuation would then commit positions past records
 * whose work was aborted (Kafka 4.3.1, {@code StreamTask.consumedOffsets}). So a store that is opened a second time throws
 * this: the thread ends, and a new one begins with new tasks at the last commit. It is no outage.
 */
public final class TaskRevivedException extends KafkaException {

    private static final long serialVersionUID = 1L;

    public TaskRevivedException(TaskId task) {
        super("task " + task + " was given up after an aborted transaction, and starts again in a new thread");
    }
}
