package dev.tributary.localstack.chaos;

import java.sql.SQLException;

/** Writes into the database until it is told to stop. */
interface Load {

    void start() throws SQLException;

    /** Returns when nothing is being written any more. */
    void stop() throws SQLException, InterruptedException;

    /** Row changes that were committed. */
    long changes();
}
