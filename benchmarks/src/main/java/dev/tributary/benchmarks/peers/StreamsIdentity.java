package dev.tributary.benchmarks.peers;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** Kafka Streams that changes nothing. */
final class StreamsIdentity {

    private StreamsIdentity() {}

    public static void main(String[] arguments) {
        Options options = new Options(arguments);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(options.get("orders"), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .to(options.get("output"), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        StreamsProcess.run(builder.build(), StreamsProcess.tuned(options));
    }
}
