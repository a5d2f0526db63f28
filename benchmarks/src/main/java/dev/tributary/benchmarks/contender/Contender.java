package dev.tributary.benchmarks.contender;

import dev.tributary.benchmarks.workload.DataSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One of those that are measured: a process that reads the topics of change events and writes to one of its own. */
public interface Contender {

    String name();

    /** For those who read the figures, in a line. */
    String description();

    JavaProcess process(Path project, Task task);

    Output output();

    /** Whether it can join the tables of a data set. */
    default boolean knows(DataSet dataSet) {
        return true;
    }

    /** Whether it has a view that can be asked at {@link Task#httpPort}. */
    default boolean hasView() {
        return false;
    }

    /** What its log says when it works. */
    default String ready() {
        return "READY";
    }

    /** For how long it may write nothing although it has more to write. */
    default Duration patience() {
        return Duration.ofSeconds(45);
    }

    /** For how long it writes nothing when it has probably done; only then its output is looked at. */
    default Duration quiet() {
        return Duration.ofMillis(1_500);
    }

    /** Why it cannot take part. */
    default Optional<String> absence(Path project) {
        return Optional.empty();
    }
}
