package dev.tributary.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The processes that a launcher has started on a data directory. If it was killed, they may still be on their way out when
 * the next launcher comes, which then waits for them.
 */
final class Predecessors {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path file;

    Predecessors(Path file) {
        this.file = file;
    }

    /** Returns when none of the noted processes runs any more, and forgets them. */
    void awaitGone() throws InterruptedException {
        try {
            List<String> lines = noted();
            Await.until(
                    () -> "Processes of an earlier start are still running: " + running(lines),
                    PATIENCE,
                    () -> running(lines).isEmpty());
            Files.deleteIfExists(file);
        } catch (TimeoutException e) {
            throw new StackException(e.getMessage(), e);
        } catch (IOException e) {
            throw new StackException("Cannot read " + file, e);
        }
    }

    /** Whether none of them runs any more. */
    boolean areGone() throws IOException {
        return running(noted()).isEmpty();
    }

    private List<String> noted() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    synchronized void note(ProcessHandle process) throws IOException {
        Files.writeString(file, line(process) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<Long> running(List<String> lines) {
        return lines.stream()
                .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .filter(pid -> ProcessHandle.of(pid)
                        .filter(process -> lines.contains(line(process)))
                        .isPresent())
                .toList();
    }

    /** A pid is used again; together with the time of its start it is not. */
    private static String line(ProcessHandle process) {
        return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
    }
}
