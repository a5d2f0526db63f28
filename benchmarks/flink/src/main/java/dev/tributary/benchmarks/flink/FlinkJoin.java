package dev.tributary.benchmarks.flink;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.util.ExceptionUtils;

/**
 * Runs the join in this JVM until SIGTERM. Prints {@code READY} on standard output, alone on its line, when all tasks run;
 * says on standard error in one line what is wrong, and ends with 2 for options and 1 for a job that fails.
 *
 * <p>The JVM needs the flags of the resource {@value #JVM_OPTIONS}, which Java reads itself:
 *
 * <pre>{@code java @benchmarks/flink/target/classes/dev/tributary/benchmarks/flink/jvm-options \
 *   -cp 'benchmarks/flink/target/classes:benchmarks/flink/target/lib/*' \
 *   dev.tributary.benchmarks.flink.FlinkJoin --bootstrap=…}</pre>
 */
public final class FlinkJoin {

    /** Beside this class; one flag a line, and lines of comment that begin with {@code #}. */
    public static final String JVM_OPTIONS = "jvm-options";

    private static final long STOPPING_SECONDS = 20;

    private FlinkJoin() {}

    public static void main(String[] arguments) {
        JoinOptions options;
        try {
            options = JoinOptions.parse(arguments);
        } catch (BadOptionException e) {
            System.err.println("flink-join: " + e.getMessage() + "\nusage: " + JoinOptions.USAGE);
            System.exit(2);
            return;
        }
        AtomicBoolean stopping = new AtomicBoolean();
        try {
            JoinJob job = JoinJob.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job, stopping), "stop"));
            job.awaitRunning();
            System.out.println("READY");
            job.awaitEnd();
            throw new IllegalStateException("the job has ended, which nobody has asked it to");
        } catch (Exception | LinkageError e) {
            if (!stopping.get()) {
                System.err.println("flink-join: " + oneLine(e));
            }
            // Waits for ever if it is the hook that has ended the job.
            System.exit(1);
        }
    }

    private static void stop(JoinJob job, AtomicBoolean stopping) {
        stopping.set(true);
        try {
            job.stop().get(STOPPING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.err.println("flink-join: does not stop cleanly: " + oneLine(e));
        }
    }

    /** Flink wraps what went wrong in several layers of what it did about it. */
    private static String oneLine(Throwable failure) {
        StringBuilder line = new StringBuilder();
        for (Throwable cause = ExceptionUtils.stripExecutionException(failure);
                cause != null;
                cause = cause.getCause()) {
            line.append(line.isEmpty() ? "" : " <- ")
                    .append(cause.getClass().getSimpleName())
                    .append(": ")
                    .append(String.valueOf(cause.getMessage())
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        return line.toString();
    }
}
