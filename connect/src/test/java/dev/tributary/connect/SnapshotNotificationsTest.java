package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.pipeline.notification.Notification;
import io.debezium.pipeline.notification.channels.NotificationChannel;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.pipeline.spi.Partition;
import io.debezium.schema.SchemaFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotNotificationsTest {

    private static final String TOPIC = "tributary.notifications";

    private final SnapshotNotifications channel = new SnapshotNotifications();
    private final List<SourceRecord> sent = new ArrayList<>();

    @BeforeEach
    void open() {
        Configuration settings =
                Configuration.from(Map.of("topic.prefix", "cdc", "notification.sink.topic.name", TOPIC));
        channel.init(new PostgresConnectorConfig(settings));
        channel.initConnectChannel(SchemaFactory.get(), sent::add);
    }

    private void send(String aggregate) {
        Offsets<Partition, OffsetContext> nowhere = Offsets.of(() -> Map.of("server", "cdc"), null);
        channel.send(
                new Notification(
                        "a request",
                        aggregate,
                        "TABLE_SCAN_COMPLETED",
                        Map.of("status", "SUCCEEDED"),
                        1_700_000_000_000L),
                nowhere);
    }

    @Test
    void areRecordsWithoutKeysThatTheConvertersTake() throws IOException {
        send("Incremental Snapshot");

        SourceRecord notification = sent.getFirst();
        assertThat(notification.topic()).isEqualTo(TOPIC);
        assertThat(new KeyConverter().fromConnectData(TOPIC, notification.keySchema(), notification.key()))
                .isNull();
        assertThat(notification.sourcePartition()).isEqualTo(Map.of("server", "cdc"));
        Struct value = (Struct) notification.value();
        assertThat(value.getString("id")).isEqualTo("a request");
        assertThat(value.getString("type")).isEqualTo("TABLE_SCAN_COMPLETED");
        assertThat(value.getMap("additional_data")).isEqualTo(Map.of("status", "SUCCEEDED"));
        assertThat(AvroSchemas.of(value.schema()).getField("additional_data")).isNotNull();
        ValueEncoding.of(value.schema())
                .write(value, EncoderFactory.get().directBinaryEncoder(OutputStream.nullOutputStream(), null));
    }

    /** The first of them has an empty offset, with which a connector that restarts takes no initial snapshot. */
    @Test
    void areNotSentOfTheInitialSnapshot() {
        send("Initial Snapshot");

        assertThat(sent).isEmpty();
    }

    @Test
    void areFoundByDebezium() {
        assertThat(channel.name()).isEqualTo("tributary");
        assertThat(ServiceLoader.load(NotificationChannel.class))
                .hasAtLeastOneElementOfType(SnapshotNotifications.class);
    }
}
