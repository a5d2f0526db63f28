package dev.tributary.tools.audit;

import dev.tributary.tools.audit.Difference.Place;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The rows of a table that holds the view, by key. */
final class ReportingRows implements Iterator<HeldRow> {

    private final DatabaseRows table;
    private Optional<DatabaseRows.Row> next;

    ReportingRows(DatabaseRows table) throws SQLException {
        this.table = table;
        this.next = table.next();
    }

    @Override
    public boolean hasNext() {
        return next.isPresent();
    }

    @Override
    public HeldRow next() {
        DatabaseRows.Row row = next.orElseThrow(NoSuchElementException::new);
        try {
            next = table.next();
        } catch (SQLException e) {
            throw new IllegalStateException("the reporting database cannot be read: " + e.getMessage(), e);
        }
        return new HeldRow(row.key(), Place.REPORTING, row::columns);
    }
}
