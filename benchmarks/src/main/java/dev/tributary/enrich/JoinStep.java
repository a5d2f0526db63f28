package dev.tributary.enrich;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.topics.DescribedTopic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the join itself does for a change, without Kafka Streams around it: with a million orders of a hundred thousand users
 * in the stores, and changes of any of them, so that nearly each looks at memory that no cache holds.
 *
 * <p>In the package of the stores, which nobody else may see.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JoinStep {

    private static final int ORDERS = 1_000_000;
    private static final int USERS = 100_000;
    private static final DescribedTopic TOPIC = new DescribedTopic(Uuid.ZERO_UUID, Duration.ofDays(7), 1 << 20);

    private final JoinedTables tables = JoinedTables.of(ViewFile.bundled());
    private final Closing tier = new Closing();
    private final AppMetrics metrics = new AppMetrics();
    private final JoinMemory memory = new JoinMemory(metrics);
    private final BaseRowStore orders = new BaseRowStore(
            tables,
            (topic, bytes) -> {
                throw new UnsupportedOperationException("nothing is restored");
            },
            memory,
            tier,
            Duration.ofDays(7),
            TOPIC);
    private final ResultEncoder encoder = new ResultEncoder(1, tables);
    private final byte[][] products = new byte[64][];
    private final Random random = new Random(1);
    private Path directory = Path.of("");
    private SharedTable users;
    private JoinedRows joined;
    private long lsn;

    @SuppressWarnings("NullAway.Init") // fill() is called before anything else
    public JoinStep() {}

    /** Fills the stores. */
    @Setup(Level.Trial)
    public void fill() throws IOException {
        directory = Files.createTempDirectory("join-step");
        StateStoreContext context = (StateStoreContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StateStoreContext.class},
                (proxy, method, arguments) -> method.getName().equals("stateDir") ? directory.toFile() : null);
        orders.init(context, orders);
        StateFile file = new StateFile(
                memory,
                directory.resolve("users.cells"),
                SharedTable.FORMAT,
                tables.view().fingerprint(),
                1,
                TOPIC,
                InstantSource.system());
        users = new SharedTable(file, tables.referenced().getFirst().captured().encoding(), Duration.ofDays(7));
        joined = new JoinedRows(tables, List.of(users));
        for (int i = 0; i < products.length; i++) {
            products[i] = Utils.utf8("product " + (100 + i));
        }
        for (int id = 1; id <= USERS; id++) {
            users.put(Key.of(id), user(id));
        }
        for (int id = 1; id <= ORDERS; id++) {
            orders.put(order(id), new Version(++lsn, lsn));
        }
    }

    /** Closes the stores. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        orders.close();
        users.close();
        metrics.close();
        Files.delete(directory);
    }

    /** An order changes: it is found, compared, put, joined and encoded. */
    @Benchmark
    public byte[] orderChanges() {
        int id = 1 + random.nextInt(ORDERS);
        Columns changed = order(id);
        int held = orders.find(Key.of(id));
        if (orders.cells().hasColumns(held, changed.encoded())) {
            return changed.encoded();
        }
        int cell = orders.put(changed, new Version(++lsn, lsn));
        boolean unused = joined.read(orders, cell, changed.foreignKeys());
        return encoder.encode(orders.cells(), cell, joined.rows());
    }

    /** An order is found. */
    @Benchmark
    public int orderIsFound() {
        return orders.find(Key.of(1 + random.nextInt(ORDERS)));
    }

    /** An order that is not there is looked for. */
    @Benchmark
    public int orderIsMissed() {
        return orders.find(Key.of(ORDERS + 1 + random.nextInt(ORDERS)));
    }

    /** A user is put. */
    @Benchmark
    public int userChanges() {
        int id = 1 + random.nextInt(USERS);
        users.put(Key.of(id), user(id));
        return id;
    }

    private Columns order(int id) {
        return tables.base().encoding().of(encoded(out -> {
            out.writeLong(id);
            out.writeIndex(1);
            out.writeLong(1 + id % USERS);
            out.writeIndex(1);
            out.writeBytes(products[random.nextInt(products.length)]);
            out.writeIndex(1);
            out.writeInt(3);
            out.writeIndex(1);
            out.writeLong(1_790_000_000_000_000L);
        }));
    }

    private Row user(int id) {
        Columns columns = tables.referenced().getFirst().captured().encoding().of(encoded(out -> {
            out.writeLong(id);
            out.writeIndex(1);
            out.writeString("User " + id);
            out.writeIndex(1);
            out.writeString("user" + id + "@example.com");
            out.writeIndex(1);
            out.writeLong(1_790_000_000_000_000L);
        }));
        return new Row(columns, new Version(++lsn, lsn));
    }

    private interface Writing {
        void to(BinaryEncoder out) throws IOException;
    }

    private static byte[] encoded(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            writing.to(EncoderFactory.get().directBinaryEncoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
