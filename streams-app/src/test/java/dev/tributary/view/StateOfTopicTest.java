package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.topics.DescribedTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateOfTopicTest {

    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final Duration DELETIONS_KEPT = Duration.ofDays(7);

    @TempDir
    private Path directory;

    private final AtomicInteger cleaned = new AtomicInteger();
    private Instant now = Instant.now();

    @BeforeEach
    void stateOfBefore() throws Exception {
        Files.createDirectories(directory.resolve("view"));
        start(TOPIC).isComplete();
        cleaned.set(0);
    }

    @Test
    void goesOnFromWhatIsThere() {
        now = now.plus(Duration.ofDays(6));
        start(TOPIC);

        assertThat(cleaned).hasValue(0);
    }

    @Test
    void deletesWhatIsOfAnotherTopicOfTheName() {
        start(new Uuid(3, 4));
        assertThat(cleaned).hasValue(1);

        start(new Uuid(3, 4));
        assertThat(cleaned).hasValue(1);
    }

    @Test
    void deletesWhatIsOlderThanTheDeletionsThatTheTopicHas() {
        now = now.plus(DELETIONS_KEPT).minus(Duration.ofHours(1));
        start(TOPIC);
        assertThat(cleaned).hasValue(1);
    }

    @Test
    void isAsOldAsTheLastTimeThatItWasComplete() {
        StateOfTopic state = start(TOPIC);
        for (int day = 0; day < 30; day++) {
            now = now.plus(Duration.ofDays(1));
            state.isComplete();
        }
        start(TOPIC);

        assertThat(cleaned).hasValue(0);
    }

    @Test
    void deletesWhatNobodyKnowsTheTopicOf() throws Exception {
        Files.delete(directory.resolve("view.topic"));
        start(TOPIC);

        assertThat(cleaned).hasValue(1);
    }

    private StateOfTopic start(Uuid topic) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "view");
        StateOfTopic state = new StateOfTopic(settings, new DescribedTopic(topic, DELETIONS_KEPT, 1 << 20), () -> now);
        state.check(cleaned::incrementAndGet);
        return state;
    }
}
