package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.workload.Expected;
import dev.tributary.benchmarks.workload.Raw;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Each change event once, none else, every byte the same. */
final class CopyOracle implements Oracle {

    private Raw seen = Raw.NONE;

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        seen = seen.plus(record.key(), record.value());
    }

    @Override
    public Verdict verdict(Expected expected) {
        Raw wanted = expected.orders();
        boolean same = seen.equals(wanted);
        long different = same ? 0 : Math.max(1, Math.abs(wanted.count() - seen.count()));
        return new Verdict(wanted.count(), different, seen.count());
    }
}
