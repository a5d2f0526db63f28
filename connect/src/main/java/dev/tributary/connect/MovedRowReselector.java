package dev.tributary.connect;

import io.debezium.DebeziumException;
import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.data.Envelope;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.processors.reselect.ReselectColumnsPostProcessor;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads large values that the log left out from the table, where nobody downstream can have them: in a row whose primary
 * key has changed.
 *
 * <p>PostgreSQL does not log a value that is stored out of line (TOAST) and did not change. For a row that keeps its key,
 * whoever holds the row before has the value. A changed key arrives as the deletion of one row and the creation of another
 * one, of which nothing is held, in another partition as a rule. An INSERT has all values, so a creation that lacks one is
 * such a row. Debezium's own re-selection would query the table for each change of a row with such a value, and mix a row of
 * the log with a later value each time.
 *
 * <p>If the row is gone from the table meanwhile, or the database refuses the query, the placeholder stays: what became of the row is
 * further on in the log. A connection that was lost is opened again; Debezium would use its prepared statements on. If there is
 * none to be had, the task fails, and reads the change again when it is started again.
 */
public final class MovedRowReselector extends ReselectColumnsPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(MovedRowReselector.class);

    /** Classes of SQLSTATE: the connection is lost, or the server ends it. */
    private static final List<String> CONNECTION_LOST = List.of("08", "57P");

    private JdbcConnection connection;

    /** Connect makes one by this. */
    @SuppressWarnings("NullAway.Init") // injected before the first record
    public MovedRowReselector() {}

    @Override
    public void configure(Map<String, ?> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put("reselect.null.values", "false"); // NULL is a value
        own.put("reselect.error.handling.mode", "fail"); // to be handled here
        super.configure(own);
    }

    @Override
    public void injectBeanRegistry(BeanRegistry beans) {
        super.injectBeanRegistry(beans);
        connection = beans.lookupByName(StandardBeanNames.JDBC_CONNECTION, JdbcConnection.class);
    }

    @Override
    public void apply(Object key, @Nullable Struct value) {
        if (value != null
                && value.schema().field(Envelope.FieldName.OPERATION) != null
                && Envelope.Operation.CREATE.code().equals(value.getString(Envelope.FieldName.OPERATION))) {
            try {
                select(key, value);
            } catch (DebeziumException | ConnectException e) {
                if (isConnectionLost(e)) {
                    throw e;
                }
                log.warn("a value that the log left out could not be read; the row is gone, or was changed again", e);
            }
        }
    }

    private void select(Object key, Struct value) {
        try {
            super.apply(key, value);
        } catch (DebeziumException | ConnectException e) {
            if (!isConnectionLost(e)) {
                throw e;
            }
            log.info("the connection that left-out values are read through was lost, and is opened again");
            close(connection);
            super.apply(key, value);
        }
    }

    private static void close(JdbcConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("it was lost already", e);
        }
    }

    static boolean isConnectionLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return CONNECTION_LOST.stream().anyMatch(sql.getSQLState()::startsWith);
            }
        }
        return false;
    }
}
