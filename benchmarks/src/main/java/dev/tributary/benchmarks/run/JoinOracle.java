package dev.tributary.benchmarks.run;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.Expected;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The last result of each order, all columns of it and of the rows that it refers to. */
public final class JoinOracle implements Oracle {

    private final AvroDeserializer<Long> hashes;
    private long[] rows = new long[1 << 10];
    private long records;
    private long strangers;

    public JoinOracle(DataSet dataSet, SchemaRegistry registry) {
        ResultColumns columns = new ResultColumns(dataSet);
        this.hashes =
                new AvroDeserializer<>(registry, DatumReaderFactory.projecting(columns.toBeRead(), columns::hash));
    }

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        records++;
        byte[] key = record.key();
        long id = key == null || key.length != Long.BYTES
                ? -1
                : ByteBuffer.wrap(key).getLong();
        if (id < 0 || id > Integer.MAX_VALUE / 2) {
            strangers++;
            return;
        }
        if (id >= rows.length) {
            rows = Arrays.copyOf(rows, (int) Math.max(id + 1, rows.length * 2L));
        }
        @Nullable Long hash = hashes.deserialize(record.topic(), record.value());
        rows[(int) id] = hash == null ? 0 : hash;
    }

    @Override
    public Verdict verdict(Expected expected) {
        long there = 0;
        long different = strangers;
        for (int id = 0; id < Math.max(expected.idLimit(), rows.length); id++) {
            long want = expected.row(id);
            long have = id < rows.length ? rows[id] : 0;
            there += want == 0 ? 0 : 1;
            different += want == have ? 0 : 1;
        }
        return new Verdict(there, different, records);
    }
}
