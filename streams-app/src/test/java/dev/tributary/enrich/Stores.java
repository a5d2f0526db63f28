package dev.tributary.enrich;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;

/** The stores of a join without a topology around them. */
final class Stores implements AutoCloseable {

    final MockProcessorContext<Long, Object> context;
    final OrderStore orders;
    final UserStore users;
    final Closing closing = new Closing();
    private final AppMetrics metrics = new AppMetrics();

    Stores(SchemaRegistry registry, Path directory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        JoinMemory memory = new JoinMemory(metrics);
        orders = new OrderStore(WrittenOrder.deserializer(registry), memory, closing);
        users = new UserStore(new UserRowSerde(), memory, closing);
        orders.init(context.getStateStoreContext(), orders);
        users.init(context.getStateStoreContext(), users);
        context.addStateStore(orders);
        context.addStateStore(users);
    }

    @Override
    public void close() {
        orders.close();
        users.close();
        metrics.close();
    }
}
