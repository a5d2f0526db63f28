package dev.tributary.connect;

import io.debezium.data.Envelope;
import io.debezium.processors.reselect.ReselectColumnsPostProcessor;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

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
 * <p>If the row is gone from the table meanwhile, the placeholder stays: its deletion is further on in the log.
 */
public final class MovedRowReselector extends ReselectColumnsPostProcessor {

    @Override
    public void configure(Map<String, ?> properties) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put("reselect.null.values", "false"); // NULL is a value
        super.configure(own);
    }

    @Override
    public void apply(Object key, @Nullable Struct value) {
        if (value != null
                && value.schema().field(Envelope.FieldName.OPERATION) != null
                && Envelope.Operation.CREATE.code().equals(value.getString(Envelope.FieldName.OPERATION))) {
            super.apply(key, value);
        }
    }
}
