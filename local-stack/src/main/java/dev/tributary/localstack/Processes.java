package dev.tributary.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The processes of one stack: started one by one, stopped all together. After that, none can be started any more. */
final class Processes {

    private static final Duration READY = Duration.ofSeconds(90);

    /** What reads and writes goes before what it reads from and writes to. */
    private static final List<Set<Part>> STOP_ORDER = List.of(
            EnumSet.of(Part.APPLICATION, Part.CONNECT),
            EnumSet.of(Part.REGISTRY, Part.KAFKA),
            EnumSet.of(Part.POSTGRES));

    private final Leash leash;
    private final Predecessors notes;
    private final Consumer<Progress> listener;
    private final Map<ServerName, ServerProcess> running = new LinkedHashMap<>();
    private boolean closed;

    Processes(Leash leash, Predecessors notes, Consumer<Progress> listener) {
        this.leash = leash;
        this.notes = notes;
        this.listener = listener;
    }

    /** Returns when the part is ready. */
    void start(Launch launch) throws IOException, InterruptedException {
        listener.accept(new Progress.Starting(launch.name()));
        long start = System.nanoTime();
        ServerProcess process = launch(launch);
        process.awaitReady(READY);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        listener.accept(new Progress.Ready(launch.name(), took, process.pid()));
    }

    private synchronized ServerProcess launch(Launch launch) throws IOException {
        if (closed) {
            throw new StackException("The stack is being stopped");
        }
        ServerProcess process = ServerProcess.start(launch, leash, notes, listener);
        running.put(launch.name(), process);
        return process;
    }

    /** Stops a process that is no longer part of the stack. */
    void remove(ServerName name) throws InterruptedException {
        Optional<ServerProcess> process = get(name);
        if (process.isPresent()) {
            process.get().stop();
            synchronized (this) {
                running.remove(name);
            }
        }
    }

    synchronized Optional<ServerProcess> get(ServerName name) {
        return Optional.ofNullable(running.get(name));
    }

    synchronized List<ServerProcess> all() {
        return running.values().stream()
                .sorted(Comparator.comparing(
                                (ServerProcess process) -> process.name().part())
                        .thenComparing(process -> process.name().number()))
                .toList();
    }

    /** Whether one of them found its port taken. */
    boolean couldNotBind() {
        return all().stream().anyMatch(ServerProcess::couldNotBind);
    }

    /** Stops all that runs, in order, and returns when it is gone. */
    void stopAll() throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        for (Set<Part> together : STOP_ORDER) {
            List<Thread> stopping = all().stream()
                    .filter(process -> together.contains(process.name().part()))
                    .filter(ServerProcess::isAlive)
                    .map(process -> Thread.startVirtualThread(() -> stop(process)))
                    .toList();
            for (Thread thread : stopping) {
                thread.join();
            }
        }
    }

    private void stop(ServerProcess process) {
        try {
            long start = System.nanoTime();
            process.stop();
            listener.accept(new Progress.Stopped(process.name(), Duration.ofNanos(System.nanoTime() - start)));
        } catch (InterruptedException e) {
            // Its leash still ends it.
            Thread.currentThread().interrupt();
        }
    }
}
