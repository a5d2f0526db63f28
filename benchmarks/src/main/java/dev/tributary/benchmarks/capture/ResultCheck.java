package dev.tributary.benchmarks.capture;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.run.Cluster;
import dev.tributary.benchmarks.run.JoinOracle;
import dev.tributary.benchmarks.run.OutputReader;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Expected;
import dev.tributary.benchmarks.workload.ResultHash;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.localstack.Addresses;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Compares a topic of results with the join that PostgreSQL computes. */
record ResultCheck(Addresses addresses, String output) {

    private static final String JOIN = """
            SELECT o.id, o.user_id::bigint, o.product_name, o.quantity, (extract(epoch FROM o.order_date) * 1000000)::bigint,
                   u.id::bigint, u.name, u.email, (extract(epoch FROM u.created_at) * 1000000)::bigint
            FROM public.orders o LEFT JOIN public.users u ON u.id = o.user_id""";

    /** What is true when the topic is right, or when the time is over. */
    Verdict verdict(Duration within) throws SQLException, InterruptedException {
        Expected expected = Expected.ofJoin(hashes());
        try (Cluster cluster = new Cluster(addresses.bootstrapServers());
                SchemaRegistry registry =
                        SchemaRegistry.fromConfig(Map.of("schema.registry.url", addresses.schemaRegistry()))) {
            JoinOracle oracle = new JoinOracle(ShopTables.DATA_SET, registry);
            try (OutputReader reader =
                    new OutputReader(addresses.bootstrapServers(), cluster.partitions(List.of(output)), oracle)) {
                long deadline = System.nanoTime() + within.toNanos();
                while (true) {
                    reader.readToEnd();
                    Verdict verdict = oracle.verdict(expected);
                    if (verdict.isRight() || System.nanoTime() > deadline) {
                        return verdict;
                    }
                    TimeUnit.MILLISECONDS.sleep(500);
                }
            }
        }
    }

    /** By order id, as {@link Expected} has them. */
    private long[] hashes() throws SQLException {
        long[] hashes = new long[1 << 10];
        try (Connection connection = DriverManager.getConnection(addresses.postgres());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(JOIN)) {
            while (row.next()) {
                int id = Math.toIntExact(row.getLong(1));
                if (id >= hashes.length) {
                    hashes = Arrays.copyOf(hashes, Math.max(id + 1, 2 * hashes.length));
                }
                hashes[id] = new ResultHash()
                        .add((Long) row.getLong(1))
                        .add(row.getObject(2, Long.class))
                        .add(row.getString(3))
                        .add(row.getObject(4, Integer.class))
                        .add(row.getObject(5, Long.class))
                        .add(row.getObject(6, Long.class))
                        .add(row.getString(7))
                        .add(row.getString(8))
                        .add(row.getObject(9, Long.class))
                        .value();
            }
        }
        return hashes;
    }
}
