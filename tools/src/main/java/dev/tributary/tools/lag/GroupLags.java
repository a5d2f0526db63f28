package dev.tributary.tools.lag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the broker how far groups are behind. Safe for use by several threads. */
final class GroupLags implements AutoCloseable {

    private final Admin admin;

    private GroupLags(Admin admin) {
        this.admin = admin;
    }

    static GroupLags open(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "8000");
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "4000");
        return new GroupLags(Admin.create(settings));
    }

    /** Of these groups; one that does not exist has no members and no topics. */
    List<GroupLag> of(Collection<String> groups) throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(groups);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        committed
                .values()
                .forEach(offsets -> offsets.forEach((partition, offset) -> {
                    if (offset != null) {
                        wanted.put(partition, OffsetSpec.latest());
                    }
                }));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        Map<String, Integer> members = new HashMap<>();
        for (String group : groups) {
            members.put(group, members(group));
        }
        List<GroupLag> lags = new ArrayList<>();
        for (String group : new TreeSet<>(groups)) {
            lags.add(new GroupLag(
                    group, members.getOrDefault(group, 0), byTopic(committed.getOrDefault(group, Map.of()), ends)));
        }
        return lags;
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Collection<String> groups)
            throws ExecutionException, InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        groups.forEach(group -> specs.put(group, new ListConsumerGroupOffsetsSpec()));
        return admin.listConsumerGroupOffsets(specs).all().get();
    }

    private int members(String group) throws InterruptedException, ExecutionException {
        boolean exists = admin.listGroups().all().get().stream()
                .anyMatch(known -> known.groupId().equals(group));
        if (!exists) {
            return 0;
        }
        @Nullable ClassicGroupDescription description =
                admin.describeClassicGroups(List.of(group)).all().get().get(group);
        return description == null ? 0 : description.members().size();
    }

    static SortedMap<String, Long> byTopic(
            Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> ends) {
        SortedMap<String, Long> lags = new TreeMap<>();
        committed.forEach((partition, offset) -> {
            Long end = ends.get(partition);
            if (offset != null && end != null) {
                lags.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
            }
        });
        return lags;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
