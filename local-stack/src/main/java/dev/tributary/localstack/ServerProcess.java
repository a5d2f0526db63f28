package dev.tributary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One part of the stack as a process of the operating system: stopped, killed, paused and started again on the same port
 * and data. Known by its pid, never by a name. Safe for use by several threads, one operation at a time.
 */
public final class ServerProcess {

    /** For a server that has been killed to be gone. */
    private static final Duration KILLED = Duration.ofSeconds(10);

    private final Launch launch;
    private final Leash leash;
    private final Predecessors notes;
    private final Consumer<Progress> listener;
    private Leash.Leashed leashed;
    private volatile boolean expectedToRun;
    private volatile ServerLog says;

    private ServerProcess(Launch launch, Leash leash, Predecessors notes, Consumer<Progress> listener)
            throws IOException {
        this.launch = launch;
        this.leash = leash;
        this.notes = notes;
        this.listener = listener;
        this.says = ServerLog.fromNow(launch.log());
        this.leashed = leash.start(launch);
        follow();
    }

    static ServerProcess start(Launch launch, Leash leash, Predecessors notes, Consumer<Progress> listener)
            throws IOException {
        return new ServerProcess(launch, leash, notes, listener);
    }

    /**
     * Returns when the part answers.
     *
     * @throws StackException if it ends instead, or does not answer in time, with the last lines of its log
     */
    public void awaitReady(Duration within) throws InterruptedException {
        try {
            Await.until(() -> launch.name().title() + " does not answer", within, () -> {
                if (!isAlive()) {
                    throw new Await.FinalException(
                            launch.name().title() + " ended with exit code " + guard().waitFor());
                }
                return launch.check().answers(says);
            });
            expectedToRun = true;
            if (!isAlive()) {
                throw new StackException(launch.name().title() + " ended as soon as it was ready" + says.lastWords());
            }
        } catch (TimeoutException | Await.FinalException e) {
            throw new StackException(e.getMessage() + says.lastWords(), e);
        }
    }

    /** Asks it to end, and kills it if it does not in its time. Does nothing if it is not running. */
    public synchronized void stop() throws InterruptedException {
        expectedToRun = false;
        try {
            guard().getOutputStream().close();
        } catch (IOException e) {
            // The guard is gone, and with it the server.
        }
        boolean ended = guard().waitFor(launch.grace().plus(KILLED).toSeconds(), TimeUnit.SECONDS);
        if (!ended || leashed.server().isAlive()) {
            // The second: somebody has killed the guard.
            kill();
        }
    }

    /** SIGKILL, to it and what it has started; returns when all of it is gone. */
    public synchronized void kill() throws InterruptedException {
        expectedToRun = false;
        List<ProcessHandle> all = family();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            Await.until(
                    () -> "The killed processes of " + launch.name().title() + " are still there",
                    KILLED,
                    () -> all.stream().noneMatch(ProcessHandle::isAlive) && !guard().isAlive());
        } catch (TimeoutException e) {
            throw new StackException(e.getMessage(), e);
        }
    }

    /** SIGSTOP: it keeps its connections and does nothing. */
    public synchronized void pause() throws InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public synchronized void resume() throws InterruptedException {
        signal("CONT");
    }

    /** Starts it again on the port and data that it had, stopping it first if it runs, and waits until it is ready. */
    public void restart(Duration within) throws InterruptedException {
        synchronized (this) {
            stop();
            try {
                says = ServerLog.fromNow(launch.log());
                leashed = leash.start(launch);
                follow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        awaitReady(within);
    }

    public ServerName name() {
        return launch.name();
    }

    public synchronized long pid() {
        return leashed.server().pid();
    }

    public synchronized boolean isAlive() {
        return leashed.guard().isAlive();
    }

    /** Of its last run; empty while it runs. */
    public synchronized OptionalInt exitCode() {
        Process guard = leashed.guard();
        return guard.isAlive() ? OptionalInt.empty() : OptionalInt.of(guard.exitValue());
    }

    /** Standard output and standard error of every start. */
    public Path log() {
        return launch.log();
    }

    /** Bytes in memory of this process and those that it has started, each shared page counted once. */
    public synchronized long residentBytes() {
        return family().stream()
                .mapToLong(process -> ProcessMemory.residentBytes(process.pid()))
                .sum();
    }

    /** Whether it ended because something else listens on its port. */
    boolean couldNotBind() {
        return !isAlive() && says.saysThatItsPortIsTaken();
    }

    /** Says when a server ends by itself; its death during start is the starter's to report. */
    private void follow() throws IOException {
        Process guard = leashed.guard();
        notes.note(leashed.server());
        CompletableFuture<Void> unused = guard.onExit().thenAccept(ended -> {
            if (expectedToRun) {
                expectedToRun = false;
                listener.accept(new Progress.Died(launch.name(), ended.exitValue(), launch.log()));
            }
        });
    }

    private synchronized Process guard() {
        return leashed.guard();
    }

    private List<ProcessHandle> family() {
        ProcessHandle server = leashed.server();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private void signal(String name) throws InterruptedException {
        String pids = String.join(
                " ",
                family().stream().map(process -> Long.toString(process.pid())).toList());
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pids)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) {
                throw new StackException(
                        "SIG" + name + " does not reach " + launch.name().title());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
