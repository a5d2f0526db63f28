package dev.tributary.tools.audit;

import java.sql.SQLException;
import java.util.Optional;

/** Rows of the join in the order of their ids; closed by whoever opened it. */
interface JoinedRows extends AutoCloseable {

    /** The next row, or nothing at the end. */
    Optional<JoinedRow> next() throws SQLException;

    @Override
    void close() throws SQLException;
}
