package dev.tributary.connect;

import io.debezium.DebeziumException;
import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.data.Envelope;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.processors.reselect.ReselectColumnsPostProcessor;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
 * <p>If the row is gone from the table meanwhile, or the column, the placeholder stays: what became of them is further on in the log.
 * After any other failure the connection is opened again: once it is lost, Debezium would still use its prepared statements. If that
 * does not help, the task fails, and reads the change again when it is started again.
 */
public final class MovedRowReselector extends ReselectColumnsPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(MovedRowReselector.class);

    /** SQLSTATE of a column, or a table, that does not exist any more. */
    private static final Set<String> GONE = Set.of("42703", "42P01");

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
                super.apply(key, value);
            } catch (DebeziumException | ConnectException e) {
                if (isGone(e)) {
                    leave(key, e);
                } else {
                    applyAgain(key, value, e);
                }
            }
        }
    }

    private void applyAgain(Object key, Struct value, Exception failure) {
        log.info("the connection for values that the log left out is opened again: {}", failure.getMessage());
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("it was closed already", e);
        }
        try {
            super.apply(key, value);
        } catch (DebeziumException | ConnectException e) {
            if (!isGone(e)) {
                throw e;
            }
            leave(key, e);
        }
    }

    private static void leave(Object key, Exception reason) {
        log.warn(
                "a value of the row {} that the log left out is not in its table any more: {}",
                key,
                reason.getMessage());
    }

    /** Whether the database says that there is no such row, column or table. */
    static boolean isGone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState() != null && GONE.contains(sql.getSQLState());
            }
        }
        // Debezium's own: no row was found.
        return true;
    }
}
