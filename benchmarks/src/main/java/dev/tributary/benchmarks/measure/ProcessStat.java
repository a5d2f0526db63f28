package dev.tributary.benchmarks.measure;

import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel has counted for a process, all of its threads together. */
public final class ProcessStat {

    /** One tick in microseconds: Linux counts in hundredths of a second on every machine that this runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    private ProcessStat() {}

    /** Time on a processor, in user and in kernel mode, in microseconds; to a hundredth of a second. */
    public static long cpuMicros(long pid) {
        return cpuMicros(read(Path.of("/proc", Long.toString(pid), "stat")));
    }

    /** The same of a process and all that descend from it, for a server of many processes. One that ends meanwhile is left out. */
    public static long cpuMicrosOfTree(long pid) {
        return cpuMicros(pid)
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(child -> {
                            try {
                                return cpuMicros(child.pid());
                            } catch (ToolException e) {
                                return 0;
                            }
                        })
                        .sum();
    }

    static long cpuMicros(String stat) {
        // The name in parentheses may hold anything, spaces too.
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(afterName[11]) + Long.parseLong(afterName[12])) * MICROS_PER_TICK;
    }

    /**
     * Bytes in memory.
     *
     * @param anonymous heap, native memory, stacks
     * @param file mapped files: classes, libraries, files of the stores
     */
    public record Resident(long anonymous, long file) {}

    public static Resident resident(long pid) {
        String status = read(Path.of("/proc", Long.toString(pid), "status"));
        return new Resident(bytes(status, "RssAnon:"), bytes(status, "RssFile:") + bytes(status, "RssShmem:"));
    }

    /** Bytes of the files that it has open and that are in no directory any more: scratch files. */
    public static long scratchBytes(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            long bytes = 0;
            for (Path descriptor : descriptors.toList()) {
                if (Files.readSymbolicLink(descriptor).toString().endsWith(".scratch (deleted)")) {
                    bytes += Files.size(descriptor);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw ToolException.failed("the process has ended, or closed a file just now: " + pid, e);
        }
    }

    private static long bytes(String status, String key) {
        try (Stream<String> lines = status.lines()) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ToolException.failed("the process has ended: " + file, e);
        }
    }
}
