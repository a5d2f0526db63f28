package dev.tributary.tools.audit;

import java.time.Duration;
import java.util.List;

/** What an audit found. */
public sealed interface AuditReport {

    /**
     * The topic holds exactly what the database computes.
     *
     * @param rows what the rows are called
     * @param where else it was compared, and is equal, in words; such as {@code over HTTP}
     */
    record Equal(String rows, long rowsCompared, List<String> where, Duration took) implements AuditReport {
        public Equal {
            where = List.copyOf(where);
        }
    }

    /**
     * They differ, and still do after the time given.
     *
     * @param rows what the rows are called
     * @param differences how many there are
     * @param first the first of them, by key
     * @param beingWritten whether the tables changed during the last comparison, which may be all that it is
     */
    record Different(
            String rows,
            long rowsCompared,
            long differences,
            List<Difference> first,
            boolean beingWritten,
            Duration took)
            implements AuditReport {
        public Different {
            first = List.copyOf(first);
        }
    }

    /**
     * The time was up before everything committed had reached the topic.
     *
     * @param waitingFor what was still missing
     * @param beingWritten whether the tables changed meanwhile
     */
    record NotQuiescent(String waitingFor, boolean beingWritten, Duration took) implements AuditReport {}

    default boolean isEqual() {
        return this instanceof Equal;
    }

    /** For people, in one or several lines. */
    default String describe() {
        return AuditText.describe(this);
    }
}
