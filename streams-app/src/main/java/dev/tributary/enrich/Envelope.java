package dev.tributary.enrich;

import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Unwraps Debezium's envelope, read through a schema of our own that names only what is needed: {@code after},
 * {@code source.lsn}, {@code source.ts_us}, {@code source.snapshot} and {@code op}.
 *
 * @param <C> the columns of the captured table
 */
final class Envelope<C> implements Function<GenericRecord, Change<C>> {

    private static final int SNAPSHOT = 0;
    private static final int TS_US = 1;
    private static final int LSN = 2;

    private final Function<GenericRecord, C> columns;
    private final int after;
    private final int source;
    private final int op;

    /** @param schema a record of {@code after}, {@code source} and {@code op}, as in {@code src/main/avro/*Envelope.avsc} */
    Envelope(Schema schema, Function<GenericRecord, C> columns) {
        this.columns = columns;
        this.after = schema.getField("after").pos();
        this.source = schema.getField("source").pos();
        this.op = schema.getField("op").pos();
    }

    /** @throws BrokenChangeException if a part is missing that Debezium always sends */
    @Override
    public Change<C> apply(GenericRecord envelope) {
        String operation = (String) envelope.get(op);
        return switch (operation) {
            case "c", "u" -> new Change.Upsert<>(row(envelope, operation), isSnapshot(envelope));
            case "r" -> new Change.Upsert<>(row(envelope, operation), true);
            case "d" -> new Change.Delete<>(version(envelope));
            case "t" -> new Change.Truncate<>(version(envelope));
            case "m" -> new Change.Message<>();
            default -> throw new BrokenChangeException("unknown operation '" + operation + "' in a change event");
        };
    }

    private Row<C> row(GenericRecord envelope, String operation) {
        @Nullable GenericRecord record = (GenericRecord) envelope.get(after);
        if (record == null) {
            throw new BrokenChangeException("a change event with operation '" + operation + "' has no 'after'");
        }
        return new Row<>(columns.apply(record), version(envelope));
    }

    private Version version(GenericRecord envelope) {
        GenericRecord origin = (GenericRecord) envelope.get(source);
        @Nullable Long lsn = (Long) origin.get(LSN);
        @Nullable Long committedAt = (Long) origin.get(TS_US);
        if (lsn == null || committedAt == null) {
            throw new BrokenChangeException(
                    "a change event names no source.lsn or no source.ts_us: is this a topic of Debezium's PostgreSQL connector?");
        }
        return new Version(lsn, committedAt);
    }

    private boolean isSnapshot(GenericRecord envelope) {
        @Nullable String snapshot = (String) ((GenericRecord) envelope.get(source)).get(SNAPSHOT);
        return snapshot != null && !snapshot.equals("false");
    }
}
