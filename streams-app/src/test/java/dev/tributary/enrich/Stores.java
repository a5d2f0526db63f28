package dev.tributary.enrich;

import dev.tributary.avro.SchemaRegistry;
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

    Stores(SchemaRegistry registry, Path directory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        orders = new OrderStore(WrittenOrder.deserializer(registry));
        users = new UserStore(new UserRowSerde());
        orders.init(context.getStateStoreContext(), orders);
        users.init(context.getStateStoreContext(), users);
        context.addStateStore(orders);
        context.addStateStore(users);
    }

    @Override
    public void close() {
        orders.close();
        users.close();
    }
}
