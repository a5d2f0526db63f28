package dev.tributary.localstack;

import java.nio.file.Path;
import java.time.Duration;

/** What happens to the stack. Events come from several threads, one at a time for each part. */
public sealed interface Progress {

    /** A part's process is being started. */
    record Starting(ServerName server) implements Progress {}

    /** A part answered its first real request; {@code took} is from its own start, what it waited for not included. */
    record Ready(ServerName server, Duration took, long pid) implements Progress {}

    /** The connector and its task run: from here on, changes are captured. */
    record Capturing(Duration took) implements Progress {}

    /** A part ended although nobody asked it to. */
    record Died(ServerName server, int exitCode, Path log) implements Progress {

        /** What it said last, and where the rest is. */
        public String lastWords() {
            return new ServerLog(log, 0).lastWords();
        }
    }

    /** A part was stopped. */
    record Stopped(ServerName server, Duration took) implements Progress {}
}
