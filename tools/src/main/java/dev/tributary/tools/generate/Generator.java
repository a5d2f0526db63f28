package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes realistic changes into the tables of a data set until it has made as many as it should, or is stopped. If the
 * database goes away, it waits for it and goes on. Starts once; all methods may be called from any thread.
 */
public final class Generator implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final Database.Source source;
    private final GeneratorSettings settings;
    private final Consumer<String> notices;
    private final Counters counters = new Counters();
    private final Budget budget;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch running;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param notices told, in a line each, when the database goes away and when it is back */
    public Generator(Postgres postgres, GeneratorSettings settings, Consumer<String> notices) {
        this(() -> JdbcDatabase.open(postgres), settings, notices);
    }

    Generator(Database.Source source, GeneratorSettings settings, Consumer<String> notices) {
        this.source = source;
        this.settings = settings;
        this.notices = notices;
        this.budget = new Budget(settings.changes());
        this.running = new CountDownLatch(settings.connections());
    }

    /** Starts writing, once a first connection has shown that the database is there. */
    public synchronized void start() throws SQLException {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("a generator starts only once");
        }
        source.open().close();
        Pacer pacer = new Pacer(settings.rate(), System::nanoTime, this::pause);
        Outage outage = new Outage(notices, this::pause);
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        for (int i = 1; i <= settings.connections(); i++) {
            RandomGenerator random = seeds.split();
            Writer writer = new Writer(source, random, settings, pacer, budget, counters, outage);
            Thread thread = new Thread(() -> run(writer), "generate-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(Writer writer) {
        try {
            writer.run();
        } catch (SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
            signalStop();
        } finally {
            running.countDown();
        }
    }

    /** Waits, and says whether to go on. */
    private boolean pause(long nanos) {
        try {
            return !stopped.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the last change; false if the time was up before. */
    public boolean await(Duration patience) throws InterruptedException {
        return running.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Begins to stop: transactions that are under way end, and no more follow. */
    public void signalStop() {
        stopped.countDown();
        budget.close();
    }

    /**
     * Stops after the transactions that are under way.
     *
     * @throws SQLException what the database refused, if that is why it stopped writing
     */
    public void stop() throws SQLException {
        close();
        switch (failure.get()) {
            case null -> {}
            case SQLException refused -> throw refused;
            case RuntimeException bug -> throw bug;
            case Exception other -> throw new IllegalStateException(other);
        }
    }

    public Totals totals() {
        return counters.totals();
    }

    public long committedChanges() {
        return counters.totals().committedChanges();
    }

    @Override
    public void close() {
        signalStop();
        try {
            for (Thread thread : startedThreads()) {
                thread.join(CLOSE_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Thread> startedThreads() {
        return List.copyOf(threads);
    }
}
