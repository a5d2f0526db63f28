package dev.tributary.benchmarks.recovery;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives some orders ever higher quantities, one after the other, and knows what each of them had at a time. */
final class Writer implements AutoCloseable {

    private static final int CHANGES_A_SECOND = 100;

    /** What is forgotten: nobody asks for what was so long ago. */
    private static final long KEPT_NANOS = Duration.ofMinutes(3).toNanos();

    private record Commit(int which, int quantity, long nanos) {}

    private final List<Long> orders;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Deque<Commit> commits = new ArrayDeque<>();
    private volatile @Nullable SQLException failure;

    private Writer(String database, List<Long> orders) {
        this.orders = orders;
        this.thread = Thread.ofPlatform().name("writer").start(() -> write(database));
    }

    static Writer start(String database, List<Long> orders) {
        return new Writer(database, orders);
    }

    private void write(String database) {
        try (Connection connection = DriverManager.getConnection(database);
                PreparedStatement update = connection.prepareStatement("UPDATE orders SET quantity = ? WHERE id = ?")) {
            long interval = TimeUnit.SECONDS.toNanos(1) / CHANGES_A_SECOND;
            long next = System.nanoTime();
            for (int i = 0; !stop.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS); i++) {
                int which = i % orders.size();
                update.setInt(1, i + 1);
                update.setLong(2, orders.get(which));
                update.executeUpdate();
                remember(new Commit(which, i + 1, System.nanoTime()));
                next += interval;
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void remember(Commit commit) {
        commits.add(commit);
        while (commit.nanos - commits.getFirst().nanos > KEPT_NANOS) {
            commits.removeFirst();
        }
    }

    /** The least quantity that each order may be answered with by whoever knows all that was committed before. */
    synchronized int[] committedBefore(long nanos) throws SQLException {
        @Nullable SQLException failed = failure;
        if (failed != null) {
            throw failed;
        }
        int[] quantities = new int[orders.size()];
        for (Commit commit : commits) {
            if (commit.nanos < nanos) {
                quantities[commit.which] = commit.quantity;
            }
        }
        return quantities;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
