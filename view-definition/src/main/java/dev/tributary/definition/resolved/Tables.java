package dev.tributary.definition.resolved;

import dev.tributary.definition.TableReference;
import dev.tributary.definition.catalogue.Table;
import java.sql.SQLException;
import java.util.Optional;

/** Where tables are found by their names. */
public interface Tables {

    /** The table that a name means; nothing if there is none. */
    Optional<Table> table(TableReference reference) throws SQLException;
}
