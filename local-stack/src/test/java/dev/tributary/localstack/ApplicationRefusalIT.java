package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the application does not start with, and what it says then. */
@ExtendWith(LocalStackExtension.class)
class ApplicationRefusalIT {

    private static final int UNUSABLE_SETTINGS = 2;

    private final LocalStack stack;

    @TempDir
    private Path folder;

    ApplicationRefusalIT(LocalStack stack) {
        this.stack = stack;
    }

    private record Ended(int exitCode, String output) {}

    @Test
    void refusesATopicWithOtherPartitionsThatIsNotCompacted() throws Exception {
        String topic = "not-as-wanted";
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(3), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        Ended ended = run(Map.of("TRIBUTARY_TOPIC_ENRICHED", topic));

        assertThat(ended.exitCode()).isEqualTo(UNUSABLE_SETTINGS);
        assertThat(ended.output())
                .contains(
                        "topic not-as-wanted has 3 partitions, and tributary.topic.enriched.partitions is 4: set it to 3")
                .contains("topic not-as-wanted has cleanup.policy=delete")
                .contains("--add-config cleanup.policy=compact");
    }

    @Test
    void refusesASettingItDoesNotKnow() throws Exception {
        Ended ended = run(Map.of("TRIBUTARY_TOPIC_ENRICHD", "x"));

        assertThat(ended.exitCode()).isEqualTo(UNUSABLE_SETTINGS);
        assertThat(ended.output())
                .contains("TRIBUTARY_TOPIC_ENRICHD")
                .contains("did you mean TRIBUTARY_TOPIC_ENRICHED?");
    }

    /** Another instance, with a group and a state directory of its own. */
    private Ended run(Map<String, String> settings) throws Exception {
        List<String> command = new ArrayList<>(
                JavaCommand.withHeap(128, folder).main(Project.find().applicationClasspath(), "dev.tributary.Main"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TRIBUTARY_BOOTSTRAP_SERVERS", stack.addresses().bootstrapServers());
        environment.put("TRIBUTARY_SCHEMA_REGISTRY_URL", stack.addresses().schemaRegistry());
        environment.put("TRIBUTARY_ENRICH_APPLICATION_ID", "tributary-refused");
        environment.put("TRIBUTARY_STATE_DIR", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
