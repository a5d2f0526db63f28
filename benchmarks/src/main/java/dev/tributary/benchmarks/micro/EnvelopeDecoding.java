package dev.tributary.benchmarks.micro;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.RegisteredSchema;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.workload.EnvelopeSchema;
import dev.tributary.benchmarks.workload.EnvelopeWriter;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.Table;
import dev.tributary.benchmarks.workload.TableRow;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A change event of an order from its bytes: all of it, or only what a join needs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeDecoding {

    private static final Table ORDERS = ShopTables.DATA_SET.orders();

    private final byte[] event =
            new EnvelopeWriter(1_767_225_600_000_000L, 20).write(ORDERS, 1, null, TableRow.of(12_345, 12_345, 678));
    private final AvroDeserializer<GenericRecord> generic =
            new AvroDeserializer<>(new OneSchema(), DatumReaderFactory.generic());
    private final AvroDeserializer<GenericRecord> projecting =
            new AvroDeserializer<>(new OneSchema(), DatumReaderFactory.projecting(EnvelopeSchema.toBeRead(ORDERS)));

    private final ProjectingDeserializer<Long> plan = plan();

    /** Every leaf that the join needs, by the plan that is compiled for the writer's schema. */
    @Benchmark
    public @Nullable Long onlyWhatIsNeededByPlan() {
        return plan.deserialize("orders", event);
    }

    private static ProjectingDeserializer<Long> plan() {
        Schema reader = EnvelopeSchema.toBeRead(ORDERS);
        FlatSchema leaves = FlatSchema.of(reader);
        int id = leaves.leaf("after.id");
        int lsn = leaves.leaf("source.lsn");
        return new ProjectingDeserializer<>(
                new OneSchema(), reader, writer -> {}, change -> change.getLong(id) + change.getLong(lsn));
    }

    @Benchmark
    public @Nullable Object wholeEnvelope() {
        return generic.deserialize("orders", event);
    }

    @Benchmark
    public @Nullable Object onlyWhatIsNeeded() {
        return projecting.deserialize("orders", event);
    }

    /** A registry that has the schema of orders. */
    private static final class OneSchema implements SchemaRegistry {
        private final Schema schema = EnvelopeSchema.of(ORDERS);

        @Override
        public Schema schemaById(int id) {
            return schema;
        }

        @Override
        public int register(String subject, Schema registered) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int idOf(String subject, Schema registered) {
            throw new UnsupportedOperationException();
        }

        @Override
        public RegisteredSchema latest(String subject) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
