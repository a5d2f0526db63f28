package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the application does not start with, and what it says then. */
@ExtendWith(LocalStackExtension.class)
class ApplicationRefusalIT {

    private static final int FAILED = 1;
    private static final int UNUSABLE_SETTINGS = 2;
    private static final Duration SOON = Duration.ofMinutes(3);

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

    /** It would write wrong results from incomplete state. */
    @Test
    void stopsAtARecordOfSomebodyElseInTheResults() throws Exception {
        String topic = "enriched-and-foreign";
        createTopic(topic);
        send(topic, new byte[] {1, 2, 3}, Utils.utf8("foreign"));

        Ended ended = run(
                Map.of("TRIBUTARY_TOPIC_ENRICHED", topic, "TRIBUTARY_TIERS", "enrich", "TRIBUTARY_HTTP_PORT", "-1"));

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(FAILED);
        assertThat(ended.output())
                .contains("store orders cannot be restored from topic " + topic + " partition 2 offset 0")
                .contains("docs/operations.md");
    }

    @Test
    void stopsAtARecordOfSomebodyElseThatTheViewReads() throws Exception {
        String topic = "viewed-and-foreign";
        createTopic(topic);
        send(topic, new byte[] {1, 2, 3}, Utils.utf8("foreign"));

        Ended ended = run(Map.of(
                "TRIBUTARY_TOPIC_ENRICHED",
                topic,
                "TRIBUTARY_TIERS",
                "view",
                "TRIBUTARY_HTTP_PORT",
                Integer.toString(Ports.freePort())));

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(FAILED);
        assertThat(ended.output()).contains(topic + " partition 2 offset 0");
    }

    @Test
    void stopsAtStateInAnotherFormat() throws Exception {
        String users = "tributary-of-another-format-users";
        createTopic(users);
        send(users, ByteBuffer.allocate(Long.BYTES).putLong(7).array(), new byte[] {9});

        Ended ended = runJoin("tributary-of-another-format", Map.of());

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(FAILED);
        assertThat(ended.output())
                .contains("store users-rows cannot be restored from topic " + users + " partition 2 offset 0 key 7")
                .contains("starts with byte 0x09 instead of 0x00")
                .contains("start the version that wrote it");
    }

    /** Or were written by a version that kept them elsewhere. What was read would not be written again, and every order would lose its user. */
    @Test
    void refusesToGoOnWithoutTheUsersThatItHasRead() throws Exception {
        String group = "tributary-without-users";
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition("cdc.public.users", 0), new OffsetAndMetadata(1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        Ended ended = runJoin(group, Map.of());

        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(FAILED);
        assertThat(ended.output())
                .contains("topic tributary-without-users-users is not the one that the rows were written to")
                .contains("docs/operations.md");
    }

    @Test
    void stopsWhereItsDiskHasNoRoom() throws Exception {
        try (ScratchDisk disk = ScratchDisk.at(folder.resolve("small"), 2)) {
            assumeTrue(disk.canBeResized(), "a disk of a certain size needs the right to mount one");

            Ended ended = runJoin(
                    "tributary-without-room",
                    Map.of("TRIBUTARY_STATE_DIR", disk.directory().toString()));

            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(FAILED);
            assertThat(ended.output())
                    .contains("No space left on device")
                    .contains(disk.directory().toString());
        }
    }

    private void createTopic(String name) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.addresses().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(4), Optional.empty())
                            .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void send(String topic, byte[] key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 2, key, value)).get(30, TimeUnit.SECONDS);
        }
    }

    /** The join alone, which writes to a topic of its own. */
    private Ended runJoin(String group, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "TRIBUTARY_TOPIC_ENRICHED",
                "enriched-of-" + group,
                "TRIBUTARY_ENRICH_APPLICATION_ID",
                group,
                "TRIBUTARY_TIERS",
                "enrich",
                "TRIBUTARY_HTTP_PORT",
                "-1"));
        all.putAll(settings);
        return run(all);
    }

    /** Another instance, with a group and a state directory of its own, which has to end by itself. */
    private Ended run(Map<String, String> settings) throws Exception {
        List<String> command = new ArrayList<>(
                JavaCommand.withHeap(128, folder).main(Project.find().applicationClasspath(), "dev.tributary.Main"));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = new HashMap<>();
        environment.put("TRIBUTARY_BOOTSTRAP_SERVERS", stack.addresses().bootstrapServers());
        environment.put("TRIBUTARY_SCHEMA_REGISTRY_URL", stack.addresses().schemaRegistry());
        environment.put("TRIBUTARY_ENRICH_APPLICATION_ID", "tributary-refused");
        environment.put("TRIBUTARY_VIEW_APPLICATION_ID", "tributary-refused-view");
        environment.put("TRIBUTARY_TOPIC_DEAD_LETTERS", "tributary-refused-dead-letters");
        environment.put("TRIBUTARY_STATE_DIR", folder.toString());
        environment.putAll(settings);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "it goes on: " + read(output))
                    .isTrue();
            return new Ended(process.exitValue(), read(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
