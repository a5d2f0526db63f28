package dev.tributary.tools.audit;

import dev.tributary.tools.topic.TopicReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What the join has read. For one thread. */
public final class GroupProgress implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> kafka;
    private final AuditSettings settings;
    private final Admin admin;
    private Map<TopicPartition, Long> unreadBefore = Map.of();

    /** @param settings of which the group, what it reads and the topic of the results are used */
    public GroupProgress(Map<String, Object> kafka, AuditSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
        Map<String, Object> config = new HashMap<>(kafka);
        config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
        config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        this.admin = Admin.create(config);
    }

    /** What is missing until it has read all that there is, or nothing. */
    Optional<String> waitingFor() throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        for (String topic : settings.sourceTopics()) {
            if (!existing.contains(topic)) {
                return Optional.of("the topic " + topic + " to exist (is the connector applied?)");
            }
        }
        if (!existing.contains(settings.topic())) {
            return Optional.of("the topic " + settings.topic() + " to exist (is the application running?)");
        }
        Set<String> read = Set.copyOf(settings.sourceTopics());
        GroupOffsets offsets = offsets(read);
        Optional<TopicPartition> open = offsets.openTransaction();
        if (open.isPresent()) {
            return Optional.of("a transaction on " + open.get() + " to end");
        }
        return waitingFor(offsets, offsets.stable());
    }

    /** The end of what is committed now in the topics that it reads. */
    public Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends =
                new HashMap<>(offsets(Set.copyOf(settings.sourceTopics())).stable());
        ends.keySet().removeIf(partition -> !settings.sourceTopics().contains(partition.topic()));
        return ends;
    }

    /** What is missing until it has read all that was before these ends, or nothing. */
    public Optional<String> waitingFor(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
        return waitingFor(offsets(Set.copyOf(settings.sourceTopics())), ends);
    }

    private Optional<String> waitingFor(GroupOffsets offsets, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> unread = offsets.unread(Set.copyOf(settings.sourceTopics()));
        unread.entrySet().removeIf(next -> next.getValue() >= ends.getOrDefault(next.getKey(), 0L));
        boolean mayBeEmpty = unread.equals(unreadBefore);
        unreadBefore = unread;
        if (unread.isEmpty() || (mayBeEmpty && holdNoRecord(unread, ends))) {
            return Optional.empty();
        }
        return Optional.of(describe(offsets, unread));
    }

    private GroupOffsets offsets(Set<String> read) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = committed();
        Set<String> topics = new HashSet<>(read);
        topics.add(settings.topic());
        Set<TopicPartition> partitions = new HashSet<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        return new GroupOffsets(
                committed,
                list(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED),
                list(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
                list(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED));
    }

    private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> answer = admin.listConsumerGroupOffsets(
                        settings.group(), new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get();
        answer.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private Map<TopicPartition, Long> list(Set<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answer = admin.listOffsets(
                        wanted, new ListOffsetsOptions(isolation))
                .all()
                .get();
        answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** Asked only of a group that does not move: while it does, the answer is known. */
    private boolean holdNoRecord(Map<TopicPartition, Long> unread, Map<TopicPartition, Long> all) {
        Map<TopicPartition, Long> ends = new HashMap<>(all);
        ends.keySet().retainAll(unread.keySet());
        try (TopicReader reader = TopicReader.at(kafka, unread)) {
            while (true) {
                if (!reader.poll(POLL).isEmpty()) {
                    return false;
                }
                if (reader.hasReached(ends)) {
                    return true;
                }
            }
        }
    }

    private String describe(GroupOffsets offsets, Map<TopicPartition, Long> unread) {
        List<String> topics = unread.keySet().stream()
                .map(TopicPartition::topic)
                .distinct()
                .sorted()
                .toList();
        return String.format(
                Locale.ROOT,
                "%s to read %,d more offsets of %s%s",
                settings.group(),
                offsets.lag(unread),
                String.join(", ", topics),
                offsets.committed().isEmpty()
                        ? " (it has read nothing yet: is the application running? Another application id is named by --group)"
                        : "");
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
