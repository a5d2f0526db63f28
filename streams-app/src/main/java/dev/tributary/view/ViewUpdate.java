package dev.tributary.view;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.CommitPace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Applies the records of the topic of the results to the store, those of a poll in one batch, and has it answer as long as the task runs.
 */
final class ViewUpdate implements Processor<Key, byte[], Void, Void> {

    private final VisibleLatency latency;
    private ProcessorContext<Void, Void> context;
    private ViewStore store;
    private Cancellable commits;
    /** When the changes were committed that nobody sees yet, in microseconds since the epoch. */
    private final List<Long> unwritten = new ArrayList<>();

    private final Runnable write = this::write;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    ViewUpdate(VisibleLatency latency) {
        this.latency = latency;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        this.store = context.getStateStore(ViewStore.NAME);
        store.activate();
        // Streams commits after a punctuation, also where nothing has come: what was applied last is written to disk.
        this.commits = context.schedule(ViewDatabase.FLUSHED_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> {});
    }

    @Override
    public void process(Record<Key, byte[]> record) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        if (record.key() == null) {
            throw new StreamsException("a record without a key in " + at.topic() + " partition " + at.partition()
                    + " offset " + at.offset() + ": the topic is written by somebody else, too");
        }
        OptionalLong committedAt = store.apply(record.key(), record.value(), record.headers(), at.offset());
        if (committedAt.isPresent()) {
            unwritten.add(committedAt.getAsLong());
        }
        CommitPace.ofThisThread().beforeNextPoll(write);
    }

    private void write() {
        store.write();
        latency.areVisible(unwritten);
        unwritten.clear();
    }

    @Override
    public void close() {
        CommitPace.ofThisThread().notBeforeNextPoll(write);
        commits.cancel();
        store.progress().deactivate();
    }
}
