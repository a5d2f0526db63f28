package dev.tributary.benchmarks.peers;

import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/** Consumes and produces the same bytes exactly-once: the offsets are committed in the transaction of what was produced. */
final class PassThroughTransactional implements Copying.Commits {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    private PassThroughTransactional(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        this.consumer = consumer;
        this.producer = producer;
        producer.initTransactions();
    }

    public static void main(String[] arguments) throws InterruptedException {
        Options options = new Options(arguments);
        Copying.run(options, (thread, consumer) -> {
            Map<String, Object> settings = Clients.producerSettings(options);
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, options.get("group") + "-" + thread);
            return new PassThroughTransactional(consumer, Clients.producer(settings));
        });
    }

    @Override
    public KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    @Override
    public void begin() {
        producer.beginTransaction();
    }

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}
