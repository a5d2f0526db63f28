package dev.tributary.benchmarks.peers;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends every order to the partition of its user and from there back to its own, with no join and no state: what any topology
 * costs at least that brings orders to where their users are.
 */
final class TwoHops {

    private TwoHops() {}

    public static void main(String[] arguments) {
        Options options = new Options(arguments);
        if (!options.get("data-set").equals("shop")) {
            throw new IllegalArgumentException("it knows the shop's change events by heart, and no others");
        }
        Serde<Long> keys = Serdes.Long();
        Serde<byte[]> values = Serdes.ByteArray();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(options.get("orders"), Consumed.with(keys, values))
                .process(() -> new Rekey(true))
                .repartition(Repartitioned.with(keys, values).withName("by-user"))
                .process(() -> new Rekey(false))
                .repartition(Repartitioned.with(keys, values).withName("by-order"))
                .to(options.get("output"), Produced.with(keys, values));
        StreamsProcess.run(builder.build(), StreamsProcess.tuned(options));
    }

    private static final class Rekey implements Processor<Long, byte[], Long, byte[]> {
        private final boolean byUser;
        private @Nullable ProcessorContext<Long, byte[]> context;

        Rekey(boolean byUser) {
            this.byUser = byUser;
        }

        @Override
        public void init(ProcessorContext<Long, byte[]> context) {
            this.context = context;
        }

        @Override
        public void process(Record<Long, byte[]> record) {
            byte @Nullable [] value = record.value();
            if (context == null) {
                throw new IllegalStateException("not initialized");
            }
            context.forward(value == null ? record : record.withKey(key(value)));
        }

        private long key(byte[] value) {
            OrderKeys keys = OrderKeys.of(value);
            return byUser ? keys.user() : keys.order();
        }
    }
}
