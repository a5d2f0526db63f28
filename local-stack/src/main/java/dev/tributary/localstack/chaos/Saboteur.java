package dev.tributary.localstack.chaos;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Progress;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.localstack.StackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Does to the stack what a plan says, and makes it whole again. */
final class Saboteur {

    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration CAPTURING = Duration.ofSeconds(60);

    /** A server that starts while another one is away may give up. */
    private static final int ATTEMPTS = 3;

    private final LocalStack stack;
    private final Wires wires;
    private final Replayer replayer;
    private final Tally tally;
    private final Differences differences;
    private final Consumer<String> log;
    private final Map<ServerName, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final List<Thread> underWay = new ArrayList<>();
    private volatile CountDownLatch roundOver = new CountDownLatch(0);

    Saboteur(LocalStack stack, Wires wires, Tally tally, Differences differences, Consumer<String> log) {
        this.stack = stack;
        this.wires = wires;
        this.replayer = new Replayer(stack.addresses());
        this.tally = tally;
        this.differences = differences;
        this.log = log;
    }

    /** Returns at once; each fault happens at its time from now on. */
    synchronized void begin(List<Fault> faults) {
        long begin = System.nanoTime();
        CountDownLatch over = new CountDownLatch(1);
        roundOver = over;
        for (Fault fault : faults) {
            underWay.add(Thread.ofVirtual().name(fault.describe()).start(() -> {
                try {
                    long left = begin + fault.at().toNanos() - System.nanoTime();
                    if (over.await(left, TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    log.accept(fault.describe());
                    carryOut(fault);
                } catch (StackException e) {
                    differences.add(fault.describe() + ": " + e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
    }

    /** A server that ended by itself is started again, as whoever runs it in production would. */
    synchronized void died(Progress.Died died) {
        tally.deaths.increment();
        log.accept("! " + died.server().title() + " ended by itself with exit code " + died.exitCode()
                + ", and is started again." + died.lastWords());
        underWay.add(Thread.ofVirtual().name("revive " + died.server().title()).start(() -> {
            try {
                withLock(stack.process(died.server()), this::revive);
            } catch (StackException e) {
                differences.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Begins no more faults, and returns when those that have begun are over and every part works again. */
    void heal() throws InterruptedException {
        roundOver.countDown();
        for (Thread thread : takeUnderWay()) {
            thread.join();
        }
        wires.openAll();
        for (ServerProcess process : stack.processes()) {
            withLock(process, this::revive);
        }
        try {
            stack.awaitCapturing(CAPTURING);
        } catch (StackException e) {
            // What Connect says of itself is not always so: after an outage of the broker, a connector that runs was
            // "unassigned" for good. Whether changes are captured is what the audit waits for.
            log.accept("! " + e.getMessage());
        }
    }

    private synchronized List<Thread> takeUnderWay() {
        List<Thread> taken = List.copyOf(underWay);
        underWay.clear();
        return taken;
    }

    private void carryOut(Fault fault) throws InterruptedException {
        switch (fault) {
            case Fault.Kill kill -> {
                end(kill.server(), kill.length(), process -> {
                    process.kill();
                    tally.kills.increment();
                });
            }
            case Fault.Stop stop -> {
                end(stop.server(), stop.length(), process -> {
                    process.stop();
                    tally.stops.increment();
                });
            }
            case Fault.Pause pause -> pause(pause);
            case Fault.Cut cut -> {
                tally.cuts.increment();
                wires.cut(cut.link());
                reopen(cut.link(), cut.length());
            }
            case Fault.Stall stall -> {
                tally.cuts.increment();
                wires.stall(stall.link(), stall.held());
                reopen(stall.link(), stall.length());
            }
            case Fault.Delay delay -> {
                tally.delays.increment();
                wires.delay(delay.link(), delay.by());
                reopen(delay.link(), delay.length());
            }
            case Fault.Replay replay -> tally.replayed.add(replayer.replay(replay));
        }
    }

    private void reopen(Link link, Duration after) throws InterruptedException {
        Thread.sleep(after);
        wires.open(link);
    }

    private void end(ServerName server, Duration away, Action how) throws InterruptedException {
        unlessBusy(stack.process(server), process -> {
            how.on(process);
            Thread.sleep(away);
            revive(process);
        });
    }

    private void pause(Fault.Pause pause) throws InterruptedException {
        unlessBusy(stack.process(pause.server()), process -> {
            if (process.isAlive()) {
                process.pause();
                tally.pauses.increment();
                Thread.sleep(pause.length());
                process.resume();
            }
        });
    }

    private void revive(ServerProcess process) throws InterruptedException {
        for (int attempt = 1; !process.isAlive(); attempt++) {
            long begin = System.nanoTime();
            try {
                process.restart(READY);
                log.accept("  %s is back after %.1f s"
                        .formatted(process.name().title(), (System.nanoTime() - begin) / 1e9));
                return;
            } catch (StackException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                log.accept("! " + process.name().title() + " did not come up, and is started once more: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                process.stop();
            }
        }
    }

    private interface Action {
        void on(ServerProcess process) throws InterruptedException;
    }

    private void withLock(ServerProcess process, Action action) throws InterruptedException {
        ReentrantLock lock = lock(process);
        lock.lockInterruptibly();
        try {
            action.on(process);
        } finally {
            lock.unlock();
        }
    }

    /** A server that is still coming back from the fault before is left alone: on a slow machine that takes a while. */
    private void unlessBusy(ServerProcess process, Action action) throws InterruptedException {
        ReentrantLock lock = lock(process);
        if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            tally.skipped.increment();
            log.accept("  " + process.name().title() + " is not back yet, and is left alone");
            return;
        }
        try {
            action.on(process);
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(ServerProcess process) {
        return locks.computeIfAbsent(process.name(), name -> new ReentrantLock());
    }
}
