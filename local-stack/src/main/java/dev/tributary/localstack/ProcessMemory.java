package dev.tributary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the kernel says about a process's memory. */
final class ProcessMemory {

    private ProcessMemory() {}

    /**
     * Bytes in memory, of shared pages only its share, so that the sum over processes is right; 0 where the kernel does not
     * say, or the process has ended.
     */
    static long residentBytes(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        OptionalLong proportional = kilobytes(process.resolve("smaps_rollup"), "Pss:");
        return 1024
                * proportional.orElseGet(
                        () -> kilobytes(process.resolve("status"), "VmRSS:").orElse(0));
    }

    private static OptionalLong kilobytes(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }
}
