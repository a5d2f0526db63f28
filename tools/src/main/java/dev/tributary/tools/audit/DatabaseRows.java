package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.definition.key.Key;
import java.sql.SQLException;
import java.util.Optional;

/** Rows of the view as the database computes them, in the order of their keys; closed by whoever opened it. */
interface DatabaseRows extends AutoCloseable {

    record Row(Key key, JsonNode columns) {}

    /** The next row, or nothing at the end. */
    Optional<Row> next() throws SQLException;

    @Override
    void close() throws SQLException;
}
