package dev.tributary.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing and checks those that exist. */
public final class Topics {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    /** A topic that was just created may not be known yet to the broker that is asked about it. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);

    /** Longer than the client's own time-outs, which come first. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    private final Admin admin;
    private final short replicationFactor;

    /** @param replicationFactor of topics that are created; -1 leaves it to the broker */
    public Topics(Admin admin, short replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    /**
     * Makes sure that every topic is there and fit for use.
     *
     * @throws TopicMismatchException if one exists with other settings; it says what to change
     * @throws RetriableException if the broker cannot be reached
     */
    public void ensure(List<TopicSpec> wanted) throws InterruptedException {
        for (TopicSpec topic : wanted) {
            create(topic);
        }
        check(wanted);
    }

    /**
     * What the broker says of a topic, which must be there.
     *
     * @throws RetriableException if the broker cannot be reached
     */
    public DescribedTopic described(String name) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = find(await(admin.describeConfigs(List.of(resource)).all()), resource, name);
        String kept = config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG).value();
        String largest = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value();
        TopicDescription description = find(describe(List.of(name)), name, name);
        return new DescribedTopic(
                description.topicId(), Duration.ofMillis(Long.parseLong(kept)), Integer.parseInt(largest));
    }

    private void create(TopicSpec topic) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(topic.settings());
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup());
        NewTopic created = new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.of(replicationFactor))
                .configs(settings);
        try {
            await(admin.createTopics(List.of(created)).all());
            log.info("created topic {} with {} partitions, {}", topic.name(), topic.partitions(), settings);
        } catch (TopicExistsException e) {
            log.debug("topic {} exists", topic.name());
        }
    }

    private void check(List<TopicSpec> wanted) throws InterruptedException {
        List<String> names = wanted.stream().map(TopicSpec::name).toList();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, TopicDescription> descriptions = describe(names);
        Map<String, Config> configs = await(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));

        List<String> problems = new ArrayList<>();
        for (TopicSpec topic : wanted) {
            int partitions = find(descriptions, topic).partitions().size();
            topic.partitionsKey()
                    .filter(key -> partitions != topic.partitions())
                    .ifPresent(key -> problems.add(
                            "topic %s has %d partitions, and %s is %d: set it to %d (or create the topic anew, with the application's state reset)"
                                    .formatted(topic.name(), partitions, key, topic.partitions(), partitions)));
            String cleanup =
                    find(configs, topic).get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            List<String> policies =
                    Arrays.stream(cleanup.split(",", -1)).map(String::trim).toList();
            if (!policies.equals(List.of(topic.cleanup()))) {
                problems.add(
                        "topic %s has cleanup.policy=%s, under which %s: run kafka-configs --alter --entity-type topics --entity-name %s --add-config cleanup.policy=%s"
                                .formatted(
                                        topic.name(), cleanup, topic.otherwiseLost(), topic.name(), topic.cleanup()));
            }
        }
        if (!problems.isEmpty()) {
            throw new TopicMismatchException(problems);
        }
    }

    private Map<String, TopicDescription> describe(List<String> names) throws InterruptedException {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (true) {
            try {
                return await(admin.describeTopics(names).allTopicNames());
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static <V> V find(Map<String, V> byTopic, TopicSpec topic) {
        return find(byTopic, topic.name(), topic.name());
    }

    private static <K, V> V find(Map<K, V> described, K key, String topic) {
        V found = described.get(key);
        if (found == null) {
            throw new KafkaException("the broker did not describe topic " + topic);
        }
        return found;
    }

    /**
     * Waits for an answer of the broker.
     *
     * @throws RetriableException if there is none
     * @throws KafkaException what it refused
     */
    public static <T> T await(Future<T> future) throws InterruptedException {
        try {
            return future.get(ANSWERED_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("the broker has not answered, nor has the client given up, within "
                    + ANSWERED_WITHIN.toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
