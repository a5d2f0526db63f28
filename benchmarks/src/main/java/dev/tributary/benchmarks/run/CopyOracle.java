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
        long more = Math.abs(wanted.count() - seen.count());
        long different = more == 0 && !seen.equals(wanted) ? Verdict.SOME : more;
        return new Verdict(wanted.count(), different, seen.count());
    }
}
