package dev.tributary.connect;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's connector, whose task costs less where little changes: see {@link TributaryPostgresTask}. */
public final class TributaryPostgresConnector extends PostgresConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return TributaryPostgresTask.class;
    }
}
