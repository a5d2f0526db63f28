package dev.tributary.benchmarks.run;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.Expected;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads an output topic, record by record, and compares it with what was computed without any contender. */
public interface Oracle {

    void accept(ConsumerRecord<byte[], byte[]> record);

    Verdict verdict(Expected expected);

    static Oracle of(Output output, DataSet dataSet, SchemaRegistry registry) {
        return switch (output) {
            case JOINED -> new JoinOracle(dataSet, registry);
            case COPIED -> new CopyOracle();
        };
    }
}
