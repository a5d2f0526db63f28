package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.sweep.DeletionWriter.Deletion;
import dev.tributary.tools.topic.TransactionalWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeletionWriterTest {

    /** Sends when it is flushed only, and remembers what went together. */
    private static final class Batches extends MockProducer<byte[], byte[]> {
        private final List<List<ProducerRecord<byte[], byte[]>>> sent = new ArrayList<>();
        private int before;

        Batches() {
            super(cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized void flush() {
            List<ProducerRecord<byte[], byte[]>> all =
                    new ArrayList<>(uncommittedRecords().isEmpty() ? history() : uncommittedRecords());
            sent.add(all.subList(before, all.size()));
            before = all.size();
            super.flush();
        }

        private static Cluster cluster() {
            Node node = new Node(0, "localhost", 1);
            List<PartitionInfo> partitions = List.of(
                    new PartitionInfo(Changes.TOPIC, 0, node, new Node[0], new Node[0]),
                    new PartitionInfo(Changes.TOPIC, 1, node, new Node[0], new Node[0]));
            return new Cluster("one", List.of(node), partitions, Set.of(), Set.of());
        }
    }

    private final Batches producer = new Batches();
    private final DeletionWriter writer =
            new DeletionWriter(Changes.TOPIC, new TransactionalWriter(producer, "another one has begun"));

    @Test
    void writesEachDeletionAndItsTombstoneInOneBatchAndAllInOneTransaction() throws Exception {
        Map<Key, Deletion> deletions = new TreeMap<>();
        for (long id = 0; id < 100; id++) {
            deletions.put(Key.of(id), new Deletion((int) id % 2, new byte[10_000]));
        }

        Map<Key, Long> tombstones = writer.write(deletions);

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).hasSize(200);
        assertThat(producer.sent).hasSizeGreaterThan(2).allSatisfy(batch -> {
            assertThat(batch.size() % 2).isZero();
            assertThat(batch.stream()
                            .mapToInt(sent -> sent.value() == null ? 0 : sent.value().length)
                            .sum())
                    .isLessThan(512 * 1024);
            for (int i = 0; i < batch.size(); i += 2) {
                assertThat(batch.get(i).value()).hasSize(10_000);
                assertThat(batch.get(i + 1).value()).isNull();
                assertThat(batch.get(i + 1).key()).isEqualTo(batch.get(i).key());
                assertThat(batch.get(i + 1).partition()).isEqualTo(batch.get(i).partition());
            }
        });
        assertThat(tombstones)
                .hasSize(100)
                .containsEntry(Key.of(0), 1L)
                .containsEntry(Key.of(1), 1L)
                .containsEntry(Key.of(2), 3L);
        assertThat(ByteBuffer.wrap(producer.history().get(6).key()).getLong()).isEqualTo(3);
    }

    @Test
    void aTextIsWrittenAsItIs() throws Exception {
        Map<Key, Long> tombstones = writer.write(Map.of(Key.of("Größe/😀"), new Deletion(1, new byte[10])));

        assertThat(producer.history())
                .extracting(ProducerRecord::key)
                .containsExactly(
                        "Größe/😀".getBytes(StandardCharsets.UTF_8), "Größe/😀".getBytes(StandardCharsets.UTF_8));
        assertThat(tombstones).containsOnlyKeys(Key.of("Größe/😀"));
    }

    /** Many small events with long keys fill a batch too. */
    @Test
    void longKeysCountForTheBatch() throws Exception {
        Map<Key, Deletion> deletions = new TreeMap<>();
        for (int row = 0; row < 1_000; row++) {
            deletions.put(Key.of("x".repeat(1_000) + row), new Deletion(0, new byte[10]));
        }

        writer.write(deletions);

        assertThat(producer.sent)
                .allSatisfy(batch -> assertThat(batch.stream()
                                .mapToInt(sent -> sent.key().length)
                                .sum())
                        .isLessThan(512 * 1024));
    }
}
