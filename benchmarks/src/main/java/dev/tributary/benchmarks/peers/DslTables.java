package dev.tributary.benchmarks.peers;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.workload.EnvelopeSchema;
import dev.tributary.benchmarks.workload.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What a join by the Streams DSL begins and ends with: the captured tables, and the topic of the results. */
record DslTables(StreamsBuilder builder, Options options, SchemaRegistry registry) {

    <T> KTable<Long, T> table(Table table, Function<GenericRecord, @Nullable T> row, Serde<T> rows) {
        return builder.stream(options.get(table.name()), Consumed.with(Serdes.Long(), events(table, row)))
                .toTable(stored(table.name(), rows));
    }

    static <T> Materialized<Long, T, KeyValueStore<Bytes, byte[]>> stored(String name, Serde<T> rows) {
        return Materialized.<Long, T, KeyValueStore<Bytes, byte[]>>as(name)
                .withKeySerde(Serdes.Long())
                .withValueSerde(rows);
    }

    <T> void write(KTable<Long, T> results, DatumWriter<T> writer) throws IOException {
        Schema contract = new Schema.Parser().parse(Files.readString(Path.of(options.get("contract"))));
        Serializer<T> serializer = new AvroSerializer<>(registry, contract, writer);
        results.toStream()
                .to(options.get("output"), Produced.with(Serdes.Long(), Serdes.serdeFrom(serializer, (topic, bytes) -> {
                    throw new UnsupportedOperationException("results are only written");
                })));
    }

    /** Reads a change event as the row it leaves behind; a deletion leaves none, which Streams takes as such. */
    @SuppressWarnings("NullAway")
    private <T> Serde<T> events(Table table, Function<GenericRecord, @Nullable T> row) {
        return Serdes.serdeFrom(
                (topic, data) -> {
                    throw new UnsupportedOperationException("change events are only read");
                },
                new AvroDeserializer<>(registry, DatumReaderFactory.projecting(EnvelopeSchema.toBeRead(table), row)));
    }
}
