package dev.tributary.enrich;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.key.KeyType;
import dev.tributary.topics.TopicSpec;
import dev.tributary.topics.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The topic that the guard of a joined table writes its rows to: compacted, a record for each row as {@link RowSerde} writes it, in the
 * partition that the row has in the topic of the change events. All processes read it, and the guard knows from it what it has written.
 *
 * <p>Each partition begins with a mark. It is written only while the application has not committed that it has read a change of the table.
 * So a topic without marks was deleted, or is of a version before this one: the guard would not write again what it has read, and every
 * result would lose its joined row.
 */
final class JoinedTableTopic {

    /** On the broker: of any joined table, named when {@code users} was the only one. */
    private static final String MARK = "tributary.users";

    private JoinedTableTopic() {}

    /** What the topic must be like. */
    static TopicSpec spec(AppConfig config, EnrichSettings.Referenced topics) {
        return TopicSpec.compacted(topics.rows(), topics.partitions(), AppConfig.USERS_PARTITIONS)
                .with(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(StreamsSettings.of(config).get(RecordSizes.INTERNAL_TOPICS))));
    }

    /**
     * Marks the topic where it is empty and the application has not read a change of the table yet. May be called again, and by several
     * instances at once.
     *
     * @throws RetriableException if the broker cannot be reached
     */
    static void mark(Admin admin, AppConfig config, EnrichSettings.Referenced topics, RowEncoding encoding)
            throws InterruptedException {
        byte[] key = markKey(encoding.keyType());
        byte[] layout = layout(encoding);
        String source = topics.changes();
        Map<TopicPartition, OffsetAndMetadata> read =
                Topics.await(admin.listConsumerGroupOffsets(config.getString(AppConfig.ENRICH_APPLICATION_ID))
                        .partitionsToOffsetAndMetadata());
        if (read.keySet().stream().anyMatch(partition -> partition.topic().equals(source))) {
            return;
        }
        String topic = topics.rows();
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                Topics.await(admin.listOffsets(latest(topics)).all());
        if (ends.values().stream().allMatch(end -> end.offset() > 0)) {
            return;
        }
        try (Producer<byte[], byte[]> producer = producer(config)) {
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
                if (end.getValue().offset() == 0) {
                    Topics.await(producer.send(
                            new ProducerRecord<>(topic, end.getKey().partition(), key, layout)));
                }
            }
        }
    }

    /** The key of a mark, which no row has: an integer has eight bytes, and a text no NUL. */
    static byte[] markKey(KeyType keys) {
        return Utils.utf8(keys == KeyType.INTEGER ? MARK : "\0" + MARK);
    }

    /** What a mark says: how rows are encoded that have no schema id. The version before this one wrote no others. */
    static byte[] layout(RowEncoding encoding) {
        return Utils.utf8(MARK + " " + Long.toHexString(encoding.fingerprint()));
    }

    /**
     * Whether rows can be read that have no schema id. In the first version they were always rows of {@code users}, and the mark did not
     * say so.
     */
    static boolean isOfLayout(ConsumerRecord<byte[], byte[]> mark, RowEncoding encoding) {
        return Arrays.equals(mark.value(), Utils.utf8(MARK)) || Arrays.equals(mark.value(), layout(encoding));
    }

    /** Appends a record to a partition, and waits until the broker has it. */
    static void append(AppConfig config, ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = producer(config)) {
            Topics.await(producer.send(record));
        }
    }

    private static Producer<byte[], byte[]> producer(AppConfig config) {
        Map<String, Object> settings =
                config.clientSettings(ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX, "mark");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What is wrong where rows that have no schema id are of another layout. */
    static String unreadable(String topic) {
        return "topic " + topic
                + " has rows that were written by another version, for other columns of the view. Nothing"
                + " wrong was written. Have the results computed anew (docs/operations.md)";
    }

    /** What is wrong where there is no mark, or less than was read before. */
    static String recreated(String topic) {
        return "topic " + topic
                + " is not the one that the rows were written to: it was deleted or created anew, or is of a version"
                + " before this one, or the view joins its base table to itself and did not before. Nothing wrong was"
                + " written. Have the results computed anew (docs/operations.md): what the application has read already,"
                + " it would not write again";
    }

    /**
     * Asks for the last stable offset of each partition. Not the end of what is written: the tasks that wait may have written it.
     * By a connection of its own: a broker answers the requests of a connection one after the other, and a fetch may be under way.
     */
    interface Ends extends AutoCloseable {

        /** The offsets by partition; fails with a {@link RetriableException} if the broker does not answer. Does not block. */
        CompletionStage<long[]> ask();

        @Override
        default void close() {}
    }

    /** Asks the broker. */
    static Ends ends(AppConfig config, EnrichSettings.Referenced topics) {
        Admin admin = Admin.create(config.clientSettings(
                AdminClientConfig.configNames(),
                StreamsConfig.ADMIN_CLIENT_PREFIX,
                topics.names().table() + "-ends"));
        int partitions = topics.partitions();
        Map<TopicPartition, OffsetSpec> latest = latest(topics);
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return new Ends() {
            @Override
            public CompletionStage<long[]> ask() {
                return admin.listOffsets(latest, committed)
                        .all()
                        .toCompletionStage()
                        .thenApply(ends -> {
                            long[] byPartition = new long[partitions];
                            ends.forEach((partition, end) -> byPartition[partition.partition()] = end.offset());
                            return byPartition;
                        });
            }

            @Override
            public void close() {
                admin.close(Duration.ZERO);
            }
        };
    }

    private static Map<TopicPartition, OffsetSpec> latest(EnrichSettings.Referenced topics) {
        return IntStream.range(0, topics.partitions())
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topics.rows(), partition), partition -> OffsetSpec.latest()));
    }
}
