package dev.tributary.enrich;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The join as the common examples have it: each change topic is a table, whose value is the envelope's {@code after}, and
 * the two are joined by foreign key, all with default settings. For comparison only.
 */
final class NaiveJoin implements JoinUnderTest {

    private static final String USERS = "cdc.public.users";
    private static final String ORDERS = "cdc.public.orders";
    private static final String RESULTS = "enriched-orders";

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final ChangeEvents orders = ChangeEvents.ofOrders(registry);
    private final ChangeEvents users = ChangeEvents.ofUsers(registry);
    private final TopologyTestDriver driver;
    private final TestInputTopic<Long, byte[]> ordersTopic;
    private final TestInputTopic<Long, byte[]> usersTopic;
    private final TestOutputTopic<Long, String> results;

    NaiveJoin(Path stateDir) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "naive");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(topology(), settings, Pipeline.NOW);
        ordersTopic = input(ORDERS);
        usersTopic = input(USERS);
        results = driver.createOutputTopic(RESULTS, new LongDeserializer(), new StringDeserializer());
    }

    private TestInputTopic<Long, byte[]> input(String topic) {
        return driver.createInputTopic(
                topic, new LongSerializer(), new ByteArraySerializer(), Pipeline.NOW, Duration.ZERO);
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<Long, GenericRecord> usersTable = builder.table(USERS, Consumed.with(Serdes.Long(), rows()));
        KTable<Long, GenericRecord> ordersTable = builder.table(ORDERS, Consumed.with(Serdes.Long(), rows()));
        ordersTable
                .leftJoin(usersTable, NaiveJoin::userOf, NaiveJoin::enriched)
                .toStream()
                .to(RESULTS, Produced.with(Serdes.Long(), Serdes.String()));
        return builder.build();
    }

    @SuppressWarnings("NullAway") // no user
    private static Long userOf(GenericRecord order) {
        Integer user = (Integer) order.get("user_id");
        return user == null ? null : Long.valueOf(user);
    }

    private static String enriched(GenericRecord order, @Nullable GenericRecord user) {
        return JoinUnderTest.row(
                order.get("product_name"), order.get("quantity"), user == null ? "nobody" : user.get("name"));
    }

    /** Reads {@code after}, or nothing where there is none; writes rows, for the stores, with their own schema. */
    @SuppressWarnings("NullAway") // null is how Streams knows deletions
    private Serde<GenericRecord> rows() {
        AvroDeserializer<GenericRecord> avro = new AvroDeserializer<>(registry, DatumReaderFactory.generic());
        return Serdes.serdeFrom((topic, row) -> row == null ? null : encode(topic, row), (topic, bytes) -> {
            GenericRecord value = avro.deserialize(topic, bytes);
            return value != null && value.hasField("after") ? (GenericRecord) value.get("after") : value;
        });
    }

    private byte[] encode(String topic, GenericRecord row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new DataOutputStream(bytes).write(0);
            new DataOutputStream(bytes).writeInt(registry.register(topic + "-value", row.getSchema()));
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(row.getSchema()).write(row, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public InMemorySchemaRegistry registry() {
        return registry;
    }

    @Override
    public ChangeEvents orders() {
        return orders;
    }

    @Override
    public ChangeEvents users() {
        return users;
    }

    @Override
    public void order(@Nullable Long key, byte @Nullable [] event) {
        ordersTopic.pipeInput(key, event);
    }

    @Override
    public void user(@Nullable Long key, byte @Nullable [] event) {
        usersTopic.pipeInput(key, event);
    }

    @Override
    public List<Written> written() {
        List<Written> written = new ArrayList<>();
        for (TestRecord<Long, String> record : results.readRecordsToList()) {
            written.add(new Written(record.key(), record.value()));
        }
        return written;
    }

    @Override
    public void close() {
        driver.close();
    }
}
