package dev.tributary.definition.contract;

import java.util.List;
import org.apache.avro.Schema;

/**
 * The two fields by which a contract says what change gave a row its columns, for the base table and for each joined one.
 *
 * @param prefix of their names
 * @param row what the documentation calls the row
 * @param optional whether there may be no such row
 */
record Provenance(String prefix, String row, boolean optional) {

    static final String LSN = "_lsn";
    static final String COMMITTED_AT = "_committed_at";

    String lsn() {
        return prefix + LSN;
    }

    String committedAt() {
        return prefix + COMMITTED_AT;
    }

    /** The fields, with the documentation that is committed. */
    List<Schema.Field> fields(CommittedContract committed) {
        String where = optional ? "; null where there is no such row." : "; 0 if a snapshot read them. Not unique.";
        String lsn = "Position in PostgreSQL's log of the change that gave " + row + " its columns" + where;
        String committedAt = "When that change was committed, by the database's clock" + (optional ? where : ".");
        return List.of(
                Fields.of(lsn(), Fields.ofLong(), optional, committed.fieldDoc(lsn(), lsn)),
                Fields.of(
                        committedAt(), Fields.ofTimestamp(), optional, committed.fieldDoc(committedAt(), committedAt)));
    }
}
