package dev.tributary.benchmarks.peers;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.workload.ShopTables;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KTable;

/** The join as people write it: tables, a foreign-key left join for each that is referred to, and no more. */
final class DslJoin {

    private static final String DEFAULT = "default";

    /** As much as the application's view has. */
    private static final long OF_SHOP = 128L << 20;

    /** Three joins have four times as many databases, and with as little memory they did nothing but compact. */
    private static final long OF_STAR = 1L << 30;

    private DslJoin() {}

    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        StreamsBuilder builder = new StreamsBuilder();
        DslTables tables = new DslTables(
                builder, options, SchemaRegistry.fromConfig(Map.of("schema.registry.url", options.get("registry"))));
        String dataSet = options.get("data-set");
        switch (dataSet) {
            case "shop" -> joinShop(tables);
            case "inventory" -> DslStar.join(tables);
            default -> throw new IllegalArgumentException("no data set " + dataSet);
        }
        StreamsProcess.run(builder.build(), settings(options, dataSet.equals("shop") ? OF_SHOP : OF_STAR));
    }

    private static Properties settings(Options options, long storeBytes) {
        if (options.get("variant", DEFAULT).equals(DEFAULT)) {
            return StreamsProcess.defaults(options);
        }
        Properties tuned = StreamsProcess.tuned(options);
        tuned.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedStoreMemory.class);
        tuned.put(SharedStoreMemory.BYTES, storeBytes);
        return tuned;
    }

    private static void joinShop(DslTables tables) throws IOException {
        KTable<Long, Rows.User> users =
                tables.table(ShopTables.DATA_SET.tables().get(ShopTables.USERS), Rows.User::of, RowSerde.ofUsers());
        KTable<Long, Rows.Order> orders =
                tables.table(ShopTables.DATA_SET.orders(), Rows.Order::of, RowSerde.ofOrders());
        tables.write(orders.leftJoin(users, Rows.Order::userId, Rows.Enriched::new), new EnrichedWriter());
    }
}
