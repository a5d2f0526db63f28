package dev.tributary.tools.generate;

/**
 * A statement that changes one row, or none if its row is gone.
 *
 * @param sql with a parameter for each value of a {@link Change}
 */
record Operation(Kind kind, Table table, String sql) {

    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    static Operation insert(Table table, String sql) {
        return new Operation(Kind.INSERT, table, sql);
    }

    static Operation update(Table table, String sql) {
        return new Operation(Kind.UPDATE, table, sql);
    }

    static Operation delete(Table table, String sql) {
        return new Operation(Kind.DELETE, table, sql);
    }
}
