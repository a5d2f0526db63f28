package dev.tributary.benchmarks.run;

import java.util.List;

/**
 * How a contender is started, beyond what it is.
 *
 * @param processes of it, each with a state directory of its own
 * @param threads for the work of each
 * @param commitMillis for those that do not decide it themselves
 * @param flags of every contender's JVM
 * @param wrapper a command before the JVM's, such as {@code taskset}
 */
public record RunOptions(int processes, int threads, int commitMillis, List<String> flags, List<String> wrapper) {

    public RunOptions withProcesses(int count) {
        return new RunOptions(count, threads, commitMillis, flags, wrapper);
    }

    public RunOptions withThreads(int count) {
        return new RunOptions(processes, count, commitMillis, flags, wrapper);
    }

    public RunOptions withCommitMillis(int millis) {
        return new RunOptions(processes, threads, millis, flags, wrapper);
    }

    public RunOptions withWrapper(List<String> command) {
        return new RunOptions(processes, threads, commitMillis, flags, command);
    }

    public RunOptions withFlags(List<String> more) {
        return new RunOptions(processes, threads, commitMillis, more, wrapper);
    }
}
