package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.JavaProcess;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.contender.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A contender that does what it should but for one record, which it drops. */
final class DroppingCopy implements Contender {

    @Override
    public String name() {
        return "dropping-copy";
    }

    @Override
    public String description() {
        return "drops a record";
    }

    @Override
    public Output output() {
        return Output.COPIED;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    public JavaProcess process(Path project, Task task) {
        return new JavaProcess(
                List.of(),
                System.getProperty("java.class.path"),
                DroppingCopy.class.getName(),
                List.of(task.bootstrap(), task.group(), task.inputs().orders(), task.output()),
                Map.of());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    public static void main(String[] arguments) {
        Map<String, Object> reads = new HashMap<>();
        reads.put("bootstrap.servers", arguments[0]);
        reads.put("group.id", arguments[1]);
        reads.put("auto.offset.reset", "earliest");
        boolean dropped = false;
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reads, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", arguments[0]),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            consumer.subscribe(List.of(arguments[2]));
            System.out.println("READY");
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (dropped) {
                        producer.send(new ProducerRecord<>(arguments[3], record.key(), record.value()));
                    }
                    dropped = true;
                }
            }
        }
    }
}
