package dev.tributary.view;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.key.Key;
import dev.tributary.topics.Partitioning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads what an instance of the view has left on disk, with no HTTP and no JSON: what its database can do. In this package,
 * because the database is nobody else's.
 *
 * <p>Arguments: directory of the tier's state, bytes of memory for RocksDB, orders, users, threads, seconds to warm up, seconds to measure.
 * Prints reads a second of one order, of a user's orders, and of 100 orders.
 */
public final class BareStore {

    private static final int PAGE = 100;

    private final List<ViewDatabase> databases;
    private final int threads;
    private final double warmSeconds;
    private final double seconds;

    private BareStore(List<ViewDatabase> databases, int threads, double warmSeconds, double seconds) {
        this.databases = databases;
        this.threads = threads;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
    }

    /** One read; something of what it found, so that nothing is left out. */
    private interface Reading {
        long read(Random random);
    }

    public static void main(String[] arguments) throws Exception {
        Path state = Path.of(arguments[0]);
        long memory = Long.parseLong(arguments[1]);
        int orders = Integer.parseInt(arguments[2]);
        int users = Integer.parseInt(arguments[3]);
        List<ViewDatabase> databases = new ArrayList<>();
        for (Path task = task(state, 0); Files.exists(task); task = task(state, databases.size())) {
            databases.add(new ViewDatabase(task.resolve(ViewStore.NAME), memory, ViewFile.bundled()));
        }
        BareStore store = new BareStore(
                databases,
                Integer.parseInt(arguments[4]),
                Double.parseDouble(arguments[5]),
                Double.parseDouble(arguments[6]));
        double one = store.measure(random -> store.one(Key.of(1L + random.nextInt(orders))));
        double ofUser = store.measure(random -> store.ofUser(Key.of(1L + random.nextInt(users))));
        double page = store.measure(random -> store.page(Key.of(random.nextInt(orders))));
        System.out.printf(Locale.ROOT, "%.1f %.1f %.1f%n", one, ofUser, page);
        databases.forEach(ViewDatabase::close);
    }

    /** Where Streams keeps a partition: the view has one sub-topology. */
    private static Path task(Path state, int partition) {
        return state.resolve("0_" + partition);
    }

    private long one(Key id) {
        int partition = Partitioning.partitionOf(id, databases.size());
        ResultRow row = databases.get(partition).get(id);
        if (row == null) {
            throw new IllegalStateException("order " + id + " is not there");
        }
        return row.value().length;
    }

    /** Of all partitions, as a request does. */
    private long ofUser(Key user) {
        long rows = 0;
        for (ViewDatabase database : databases) {
            rows += database.rowsOf(new RowQuery.Reference(0, user), Optional.empty(), PAGE)
                    .size();
        }
        return rows;
    }

    private long page(Key after) {
        long rows = 0;
        int share = PAGE / databases.size();
        for (ViewDatabase database : databases) {
            rows += database.rows(Optional.of(after), share).size();
        }
        return rows;
    }

    /** Reads a second, of all threads together. */
    private double measure(Reading reading) throws InterruptedException {
        long from = System.nanoTime() + (long) (warmSeconds * 1e9);
        long until = from + (long) (seconds * 1e9);
        AtomicLong reads = new AtomicLong();
        AtomicLong found = new AtomicLong();
        List<Thread> running = new ArrayList<>();
        for (int number = 0; number < threads; number++) {
            Random random = new Random(number);
            running.add(Thread.ofPlatform().start(() -> {
                long mine = 0;
                long sum = 0;
                for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
                    sum += reading.read(random);
                    mine += now >= from ? 1 : 0;
                }
                reads.addAndGet(mine);
                found.addAndGet(sum);
            }));
        }
        for (Thread thread : running) {
            thread.join(TimeUnit.SECONDS.toMillis((long) (warmSeconds + seconds) + 60));
        }
        if (found.get() == 0) {
            throw new IllegalStateException("nothing was found in " + databases.size() + " databases");
        }
        return reads.get() / seconds;
    }
}
