package dev.tributary.connect;

import io.debezium.function.BlockingConsumer;
import io.debezium.pipeline.notification.IncrementalSnapshotNotificationService;
import io.debezium.pipeline.notification.Notification;
import io.debezium.pipeline.notification.channels.SinkNotificationChannel;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.pipeline.spi.Partition;
import io.debezium.schema.SchemaFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Notifications about incremental snapshots, as records without keys in the topic {@code notification.sink.topic.name}. They
 * are written in the same transaction as the rows of the snapshot.
 *
 * <p>Debezium's own channel {@code sink} does not fit: its keys are structs, and it also sends the notifications of the
 * initial snapshot. The first of those has an empty offset. A connector that restarts with an empty offset takes no initial
 * snapshot.
 */
public final class SnapshotNotifications extends SinkNotificationChannel {

    /** Value of {@code notification.enabled.channels}. */
    static final String NAME = "tributary";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void initConnectChannel(SchemaFactory schemas, BlockingConsumer<SourceRecord> queue) {
        super.initConnectChannel(schemas, notification -> queue.accept(withoutKey(notification)));
    }

    /** With a schema that allows null, by which {@link KeyConverter} tells it from a change of a table without a primary key. */
    static SourceRecord withoutKey(SourceRecord notification) {
        return notification.newRecord(
                notification.topic(),
                notification.kafkaPartition(),
                Schema.OPTIONAL_BYTES_SCHEMA,
                null,
                notification.valueSchema(),
                notification.value(),
                notification.timestamp());
    }

    @Override
    public void send(Notification notification) {
        // Without an offset it cannot be written in a transaction of the connector.
    }

    @Override
    public <P extends Partition, O extends OffsetContext> void send(Notification notification, Offsets<P, O> offsets) {
        if (notification.getAggregateType().equals(IncrementalSnapshotNotificationService.INCREMENTAL_SNAPSHOT)) {
            super.send(notification, offsets);
        }
    }
}
