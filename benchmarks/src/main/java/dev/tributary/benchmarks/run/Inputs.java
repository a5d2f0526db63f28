package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.workload.Expected;
import dev.tributary.benchmarks.workload.Publisher;
import dev.tributary.benchmarks.workload.Scenario;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.Random;

/**
 * Topics of change events that hold a scenario. What is measured of it can be held back in a transaction that is not
 * committed until {@link #open()}, so that a contender finds all of it at once, and has done with the rest.
 */
public final class Inputs implements AutoCloseable {

    private static final long SEED = 42;

    private final Servers servers;
    private final String prefix;
    private final Topics topics;
    private final Publisher publisher;
    private final Expected before;
    private final Expected after;
    private final long results;

    private Inputs(Servers servers, Scenario scenario, Size size, int partitions, boolean heldBack) {
        this.servers = servers;
        this.prefix = servers.fresh("input-" + scenario.title());
        this.topics = Topics.of(scenario.dataSet(), prefix);
        topics.names().forEach(topic -> servers.cluster().create(topic, partitions));
        Random random = new Random(SEED);
        this.publisher = Publisher.bulk(servers.bootstrap(), servers.registry(), topics, scenario.changes(size));
        scenario.prelude(publisher.database(), size, random);
        publisher.flush();
        publisher.open();
        this.before = publisher.expected();
        long resultsBefore = publisher.database().results();
        scenario.main(publisher.database(), size, random);
        publisher.flush();
        if (!heldBack) {
            publisher.open();
        }
        this.after = publisher.expected();
        this.results = publisher.database().results() - resultsBefore;
    }

    /** All of it is there to be read. */
    public static Inputs complete(Servers servers, Scenario scenario, Size size, int partitions) {
        return new Inputs(servers, scenario, size, partitions, false);
    }

    /** Only what is there before the measurement can be read by readers of committed records. */
    public static Inputs heldBack(Servers servers, Scenario scenario, Size size, int partitions) {
        return new Inputs(servers, scenario, size, partitions, true);
    }

    public void open() {
        publisher.open();
    }

    public Publisher publisher() {
        return publisher;
    }

    public Topics topics() {
        return topics;
    }

    /** What must have come out of the part that is not measured. */
    public Expected before() {
        return before;
    }

    /** What must have come out of all of it. */
    public Expected after() {
        return after;
    }

    /** Rows of the join that the measured part writes. */
    public long results() {
        return results;
    }

    @Override
    public void close() {
        publisher.close();
        servers.cluster().deleteAll(prefix + ".");
    }
}
