package dev.tributary.view;

import dev.tributary.topics.EnrichedTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the topic was deleted and made anew. Its offsets begin again then, and state that knows greater ones would
 * take every record for one that it has already.
 */
final class StateOfTopic {

    private static final Logger log = LoggerFactory.getLogger(StateOfTopic.class);

    private StateOfTopic() {}

    /** Deletes the state that is there if it is not known to be this topic's; before the client starts. */
    static void check(Properties settings, EnrichedTopic topic, KafkaStreams streams) {
        Path directory = Path.of(
                String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG)),
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)));
        Path note = directory.resolveSibling(directory.getFileName() + ".topic");
        try {
            String held = Files.exists(note) ? Files.readString(note).trim() : "";
            if (!held.equals(topic.id().toString())) {
                if (!held.isEmpty()) {
                    log.info("the view is built anew: what is in {} is of another topic", directory);
                }
                if (Files.exists(directory)) {
                    streams.cleanUp();
                }
                Files.createDirectories(directory);
                Files.writeString(note, topic.id() + "\n");
            }
        } catch (IOException e) {
            throw new ProcessorStateException("cannot use the state directory " + directory + ": " + e, e);
        }
    }
}
