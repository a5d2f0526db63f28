package dev.tributary.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has said. */
public final class LogWatch {

    private final Path log;

    public LogWatch(Path log) {
        this.log = log;
    }

    public boolean says(String text) {
        return read().contains(text);
    }

    public List<String> lines() {
        return read().lines().toList();
    }

    /** For an error message. */
    public String lastWords() {
        List<String> lines = lines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())) + "\n(" + log + ")";
    }

    private String read() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
