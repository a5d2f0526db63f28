package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Addresses;
import dev.tributary.localstack.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Progress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** A stack of which parts fail while it is written to and read from, round by round, and what was found to be wrong with it. */
final class Chaos implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int POSITION_READERS = 3;

    private final Wires wires;
    private final LocalStack stack;
    private final Saboteur saboteur;
    private final Tally tally = new Tally();
    private final Differences differences;
    private final CheckedView view;
    private final History history;
    private final Duration patience;
    private final Consumer<String> log;
    private final List<AutoCloseable> readers = new ArrayList<>();
    private HistoryReader historyReader;
    private StreamReader streamReader;
    private Map<Long, List<Long>> before = Map.of();
    private long writtenBefore;

    @SuppressWarnings("NullAway.Init") // startReaders() is called before anything else
    private Chaos(Wires wires, LocalStackOptions options, Duration patience, Consumer<String> log)
            throws InterruptedException {
        this.wires = wires;
        this.patience = patience;
        this.log = log;
        this.differences = new Differences(log);
        this.stack = LocalStack.start(options.withWiring(wires)
                .withApplicationSettings(
                        Map.of("TRIBUTARY_SESSION_TIMEOUT_MS", Long.toString(FaultPlan.SESSION_TIMEOUT.toMillis())))
                .withListener(this::happened));
        this.view = new CheckedView(stack.view());
        this.history = new History(view.row(), differences);
        this.saboteur = new Saboteur(stack, wires, tally, differences, log);
    }

    /**
     * Starts a stack and its readers.
     *
     * @param patience how long nothing may move when everything works again
     * @param log told what happens, in a line each, from several threads
     */
    static Chaos start(LocalStackOptions options, long seed, Duration patience, Consumer<String> log) throws Exception {
        Wires wires = new Wires();
        Chaos chaos;
        try {
            chaos = new Chaos(wires, options, patience, log);
        } catch (Exception e) {
            wires.close();
            throw e;
        }
        try {
            chaos.startReaders(seed);
            return chaos;
        } catch (Exception e) {
            chaos.close();
            throw e;
        }
    }

    Addresses addresses() {
        return stack.addresses();
    }

    CheckedView view() {
        return view;
    }

    Differences differences() {
        return differences;
    }

    Tally tally() {
        return tally;
    }

    History history() {
        return history;
    }

    private void startReaders(long seed) throws Exception {
        topics().keepEveryRecord();
        historyReader = HistoryReader.start(addresses(), view, history, differences);
        readers.add(historyReader);
        verdict().pronounce();
        awaitHistory();
        Checks checks = new Checks(view, history, differences, tally);
        streamReader = StreamReader.start(addresses().http(), checks);
        readers.add(streamReader);
        Await.until(() -> "the stream of changes does not begin", SOON, streamReader::isLive);
        before = history.sequences();
        writtenBefore = history.writtenRecords();
        List<URI> instances = addresses().http();
        for (int number = 1; number <= POSITION_READERS; number++) {
            startReader(new PositionReader(number, instances, checks, seed));
        }
        for (int number = 1; number <= instances.size(); number++) {
            URI instance = instances.get(number - 1);
            startReader(new PositionlessReader(number, instance, checks, seed));
        }
    }

    private void startReader(HttpReader reader) {
        readers.add(reader);
        reader.start();
    }

    /** Writes and breaks things for so long, repairs everything, and looks whether all is as it should be. */
    void round(List<Fault> faults, Load load, Duration length) throws Exception {
        load.start();
        saboteur.begin(faults);
        pauseUnlessWrong(length);
        saboteur.heal();
        load.stop();
        tally.changes.add(load.changes());
        tally.rounds.increment();
        if (differences.count() == 0) {
            judge();
        }
    }

    private void judge() throws Exception {
        awaitInstances();
        verdict().pronounce();
        if (differences.count() > 0) {
            return;
        }
        awaitHistory();
        history.settle();
        compareStream();
    }

    /** A difference is a verdict: there is nothing to wait for. */
    private void pauseUnlessWrong(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end && differences.count() == 0) {
            Await.pause();
        }
    }

    private void happened(Progress progress) {
        if (progress instanceof Progress.Died died && saboteur != null) {
            saboteur.died(died);
        }
    }

    private CheckedTopics topics() {
        return new CheckedTopics(addresses().bootstrapServers(), view.topics());
    }

    private Verdict verdict() {
        return new Verdict(addresses(), view, patience, tally, differences, log);
    }

    private void awaitInstances() throws InterruptedException {
        for (URI instance : addresses().http()) {
            try {
                Await.until(() -> instance + " is not ready again", SOON, () -> Health.isReady(instance));
            } catch (TimeoutException e) {
                differences.add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Until all that is committed now has been read; as long as something is read there is no limit. */
    private void awaitHistory() throws Exception {
        Map<TopicPartition, Long> ends = topics().ends();
        long[] best = {Long.MAX_VALUE};
        while (historyReader.lag(ends) > 0) {
            best[0] = historyReader.lag(ends);
            try {
                Await.until(
                        () -> "the history has " + best[0] + " offsets to go, and goes no further",
                        SOON,
                        () -> historyReader.lag(ends) < best[0]);
            } catch (TimeoutException e) {
                differences.add(String.valueOf(e.getMessage()));
                return;
            }
        }
    }

    /** The stream has carried, of each row, just what was written since it began. */
    private void compareStream() throws InterruptedException {
        long expected = history.writtenRecords() - writtenBefore;
        try {
            Await.until(
                    () -> "the stream has carried " + streamReader.events() + " changes of " + expected,
                    SOON,
                    () -> streamReader.events() >= expected);
        } catch (TimeoutException e) {
            differences.add(String.valueOf(e.getMessage()));
        }
        Map<Long, List<Long>> seen = streamReader.sequences();
        history.sequences().forEach((id, all) -> {
            int old = before.getOrDefault(id, List.of()).size();
            List<Long> since = all.subList(old, all.size());
            if (!since.equals(seen.getOrDefault(id, List.of()))) {
                differences.add("of " + view.row() + " " + id + " the stream has carried "
                        + seen.getOrDefault(id, List.of()).size() + " changes that are not the " + since.size()
                        + " that were written");
            }
        });
    }

    /** Stops everything. */
    @Override
    public void close() throws SQLException {
        for (AutoCloseable reader : readers.reversed()) {
            try {
                reader.close();
            } catch (Exception e) {
                log.accept("a reader did not close: " + e);
            }
        }
        stack.close();
        wires.close();
    }
}
