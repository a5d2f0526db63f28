package dev.tributary.benchmarks.run;

import java.util.List;

/**
 * How a contender is started, beyond what it is.
 *
 * @param threads for its work
 * @param commitMillis for those that do not decide it themselves
 * @param flags of every contender's JVM
 * @param wrapper a command before the JVM's, such as {@code taskset}
 */
public record RunOptions(int threads, int commitMillis, List<String> flags, List<String> wrapper) {

    public RunOptions withThreads(int count) {
        return new RunOptions(count, commitMillis, flags, wrapper);
    }

    public RunOptions withCommitMillis(int millis) {
        return new RunOptions(threads, millis, flags, wrapper);
    }

    public RunOptions withWrapper(List<String> command) {
        return new RunOptions(threads, commitMillis, flags, command);
    }

    public RunOptions withFlags(List<String> more) {
        return new RunOptions(threads, commitMillis, more, wrapper);
    }
}
