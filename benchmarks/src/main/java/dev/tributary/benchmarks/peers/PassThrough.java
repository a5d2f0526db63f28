package dev.tributary.benchmarks.peers;

import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** Consumes and produces the same bytes: what any application on Kafka has to do at the least. */
final class PassThrough implements Copying.Commits {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    private PassThrough(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        this.consumer = consumer;
        this.producer = producer;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Options options = new Options(arguments);
        Copying.run(
                options,
                (thread, consumer) -> new PassThrough(consumer, Clients.producer(Clients.producerSettings(options))));
    }

    @Override
    public KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    @Override
    public void begin() {}

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        producer.flush();
        consumer.commitSync(offsets);
    }

    @Override
    public void close() {
        producer.close();
    }
}
