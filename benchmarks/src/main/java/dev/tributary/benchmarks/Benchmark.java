package dev.tributary.benchmarks;

import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Results;
import java.util.List;

/** One question about performance, and how it is answered. */
interface Benchmark {

    String name();

    /** The question, in a line. */
    String question();

    /** Whether it runs on the broker that all contenders share. */
    default boolean needsServers() {
        return true;
    }

    /** Measures, and adds what it finds to the session's results as it finds it. */
    void run(Session session) throws Exception;

    /** What is shown of results, those of an earlier run too. */
    List<Exhibit> exhibits(Results results);
}
