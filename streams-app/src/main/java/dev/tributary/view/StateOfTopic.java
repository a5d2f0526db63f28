package dev.tributary.view;

import dev.tributary.topics.DescribedTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what is in the state directory may be gone on from. Not if the topic was deleted and made anew: its offsets begin
 * again then, and state that knows greater ones would take every record for one that it has already. And not if it is older
 * than the deletions that the topic still has: rows that were deleted meanwhile would stay.
 *
 * <p>A file beside the directory has the topic's id, and was touched when the state was last known to be complete.
 */
final class StateOfTopic {

    private static final Logger log = LoggerFactory.getLogger(StateOfTopic.class);

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final Path directory;
    private final Path note;
    private final DescribedTopic topic;
    private final InstantSource clock;
    private Instant noted = Instant.MIN;

    /** @param settings of the tier's client */
    StateOfTopic(Properties settings, DescribedTopic topic, InstantSource clock) {
        this.directory = Path.of(
                String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG)),
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)));
        this.note = directory.resolveSibling(directory.getFileName() + ".topic");
        this.topic = topic;
        this.clock = clock;
    }

    /**
     * Has what is there deleted if it may not be gone on from; before the client starts.
     *
     * @param cleanUp deletes it
     */
    void check(Runnable cleanUp) {
        try {
            Optional<String> objection = objection();
            if (objection.isPresent()) {
                if (Files.exists(directory)) {
                    log.info("the view is built anew: what is in {} {}", directory, objection.get());
                    cleanUp.run();
                }
                Files.createDirectories(directory);
                Files.writeString(note, topic.id() + "\n");
            }
        } catch (IOException e) {
            throw new ProcessorStateException("cannot use the state directory " + directory + ": " + e, e);
        }
    }

    /** What is there is complete, as of now. Noted once a minute. */
    void isComplete() {
        Instant now = clock.instant();
        if (noted.plus(NOTED_EVERY).isAfter(now)) {
            return;
        }
        noted = now;
        try {
            Files.setLastModifiedTime(note, FileTime.from(now));
        } catch (IOException e) {
            log.warn("cannot note in {} that the view is complete: {}", note, e.toString());
        }
    }

    private Optional<String> objection() throws IOException {
        if (!Files.exists(note)
                || !Files.readString(note).trim().equals(topic.id().toString())) {
            return Optional.of("is of another topic");
        }
        Instant complete = Files.getLastModifiedTime(note).toInstant();
        return topic.hasDeletionsSince(complete, clock.instant())
                ? Optional.empty()
                : Optional.of("was complete at " + complete + ", and deletions are kept for " + topic.deletionsKept());
    }
}
