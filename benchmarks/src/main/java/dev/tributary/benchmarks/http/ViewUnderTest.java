package dev.tributary.benchmarks.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.benchmarks.run.Trees;
import dev.tributary.definition.key.Key;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import dev.tributary.topics.Partitioning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The view on a topic that is full already: one instance, and then two. */
public final class ViewUnderTest implements AutoCloseable {

    /** Of each instance. */
    public static final int HEAP_MEGABYTES = 256;

    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final int PATHS = 20_000;
    private static final Duration SOON = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Servers servers;
    private final String topic;
    private final int partitions;
    private final int orders;
    private final Map<String, String> settings;
    private final Random random = new Random(1);
    private final Set<Integer> local = new HashSet<>();
    private URI base = URI.create("http://unknown");
    private double readySeconds;

    /**
     * The view of a topic.
     *
     * @param orders that the topic has, with ids from 1 on
     */
    public ViewUnderTest(Servers servers, String topic, int partitions, int orders) {
        this.servers = servers;
        this.topic = topic;
        this.partitions = partitions;
        this.orders = orders;
        this.settings = Map.of(
                "TRIBUTARY_TIERS",
                "view",
                "TRIBUTARY_VIEW_APPLICATION_ID",
                topic + "-view",
                "TRIBUTARY_TOPIC_ENRICHED",
                topic,
                "TRIBUTARY_TOPIC_ENRICHED_PARTITIONS",
                Integer.toString(partitions),
                "TRIBUTARY_TOPIC_ORDERS_PARTITIONS",
                Integer.toString(partitions));
    }

    /** Returns when it answers for everything. */
    public void startFirst() throws InterruptedException {
        long begin = System.nanoTime();
        base = servers.stack().addApplication(FIRST, settings, HEAP_MEGABYTES);
        readySeconds = (System.nanoTime() - begin) / 1e9;
    }

    /** Returns when both have a part. */
    public void startSecond() throws InterruptedException {
        URI unused = servers.stack().addApplication(SECOND, settings, HEAP_MEGABYTES);
        Await.until(() -> "the partitions are not on both instances", SOON, Duration.ofMillis(200), this::isShared);
    }

    public int port() {
        return base.getPort();
    }

    public long pid() {
        return servers.stack().process(new ServerName(Part.APPLICATION, FIRST)).pid();
    }

    /** From the start of the process until it answered for everything. */
    public double readySeconds() {
        return readySeconds;
    }

    /** Stops the first instance; what it held stays on disk until all is closed. */
    public void stopFirst() throws InterruptedException {
        servers.stack().removeApplication(FIRST);
    }

    /** The directory with the first instance's databases. */
    public Path state() {
        return servers.stack().directory().resolve("streams-state").resolve(topic + "-view");
    }

    /** What RocksDB holds in memory, in the first instance. */
    public long rocksDbBytes() throws IOException, InterruptedException {
        return JSON.readTree(get("instances"))
                .at("/instances/0/memory/rocksdb_bytes")
                .longValue();
    }

    /** On disk, of the first instance. */
    public double stateBytes() throws IOException {
        return Trees.bytes(servers.stack().directory().resolve("streams-state"));
    }

    /** The body of an answer. */
    public byte[] get(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** Any of them. */
    public List<String> orderPaths() {
        return orderPaths(id -> true);
    }

    /** Of those that the first instance has. */
    public List<String> localPaths() {
        return orderPaths(id -> local.contains(Partitioning.partitionOf(Key.of(id), partitions)));
    }

    /** Of those that the second instance has. */
    public List<String> forwardedPaths() {
        return orderPaths(id -> !local.contains(Partitioning.partitionOf(Key.of(id), partitions)));
    }

    /** Pages of 100 from anywhere on. */
    public List<String> pagePaths() {
        return orderPaths().stream()
                .map(path -> "/orders?limit=100&after=" + path.substring("/orders/".length()))
                .toList();
    }

    /** Of users who have ten orders each. */
    public List<String> userPaths() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            paths.add("/users/" + (1 + random.nextInt(Math.max(1, orders / 10))) + "/orders");
        }
        return paths;
    }

    /** Appends so many records that the topic had already, as new ones. */
    public void change(int times) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> writer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers.bootstrap(), "linger.ms", "5"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            while (records.size() < Math.min(times, orders / partitions / 2)) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            for (int i = 0; i < times; i++) {
                ConsumerRecord<byte[], byte[]> record = records.get(i % records.size());
                Future<RecordMetadata> unused = writer.send(new ProducerRecord<>(topic, record.key(), record.value()));
            }
            writer.flush();
        }
    }

    @Override
    public void close() {
        try {
            servers.stack().removeApplication(SECOND);
            servers.stack().removeApplication(FIRST);
        } catch (InterruptedException e) {
            // Their leashes still end them.
            Thread.currentThread().interrupt();
        }
        servers.cluster().deleteAll(topic + "-view");
    }

    private List<String> orderPaths(LongPredicate wanted) {
        List<String> paths = new ArrayList<>();
        while (paths.size() < PATHS) {
            long id = 1L + random.nextInt(orders);
            if (wanted.test(id)) {
                paths.add("/orders/" + id);
            }
        }
        return paths;
    }

    private boolean isShared() {
        JsonNode instances;
        try {
            instances = JSON.readTree(get("instances")).path("instances");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        local.clear();
        int all = 0;
        for (JsonNode instance : instances) {
            for (JsonNode partition : instance.path("partitions")) {
                if (partition.path("role").asText().equals("active")) {
                    all++;
                    if (instance.path("address").asText().endsWith(":" + port())) {
                        local.add(partition.path("partition").asInt());
                    }
                }
            }
        }
        return all == partitions && !local.isEmpty() && local.size() < partitions;
    }
}
