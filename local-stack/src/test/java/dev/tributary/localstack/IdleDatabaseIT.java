package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shop is idle, on a server that is busy elsewhere. */
@ExtendWith(LocalStackExtension.class)
class IdleDatabaseIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final LocalStack stack;
    private final Shop shop;

    IdleDatabaseIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
    }

    /** Otherwise PostgreSQL would keep all of its log for the slot. */
    @Test
    void theSlotMovesOnWhileTheShopIsIdleAndTheRestOfTheServerIsNot() throws Exception {
        DatabaseEquality.await(stack);
        long writes = writes();
        String elsewhere = "busy_elsewhere";
        superuser("postgres", "CREATE DATABASE " + elsewhere);
        try {
            superuser(elsewhere, "CREATE TABLE busy AS SELECT g, repeat('x', 200) FROM generate_series(1, 50000) g");
            superuser("shop", "CREATE TABLE not_captured AS SELECT g FROM generate_series(1, 50000) g");
            long written = position("pg_current_wal_insert_lsn()");

            Await.until(
                    () -> "the slot stands at " + slot("confirmed_flush_lsn") + " of " + written,
                    SOON,
                    () -> slot("confirmed_flush_lsn") >= written);
            Await.until(
                    () -> "the log is kept from " + slot("restart_lsn") + " on, " + written + " was written before",
                    SOON,
                    () -> {
                        superuser("postgres", "CHECKPOINT");
                        return slot("restart_lsn") >= written;
                    });
            assertThat(writes()).as("the shop has been idle").isEqualTo(writes);
        } finally {
            superuser("shop", "DROP TABLE IF EXISTS not_captured");
            superuser("postgres", "DROP DATABASE " + elsewhere);
        }
    }

    /** Row changes in the shop's tables. */
    private long writes() throws SQLException {
        return shop.number("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables"
                + " WHERE schemaname = 'public' AND relname IN ('users', 'orders')");
    }

    private long slot(String column) {
        try {
            return position("(SELECT " + column + " FROM pg_replication_slots WHERE slot_name = 'tributary')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long position(String expression) throws SQLException {
        return shop.number("SELECT (" + expression + " - '0/0'::pg_lsn)::bigint");
    }

    private void superuser(String database, String sql) throws SQLException {
        String url = stack.addresses().postgres().replaceFirst("/shop\\?.*", "/" + database);
        String password =
                Secrets.in(stack.directory().resolve("secrets.properties")).password(Secrets.Role.POSTGRES);
        try (Connection connection = DriverManager.getConnection(url, Secrets.Role.POSTGRES.role(), password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
