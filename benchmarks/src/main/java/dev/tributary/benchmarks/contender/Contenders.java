package dev.tributary.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** All that there are, by name. */
public final class Contenders {

    public static final Contender PASS_THROUGH = new Peer(
            "pass-through",
            "a consumer and a producer that copy the orders' bytes, at-least-once",
            "PassThrough",
            List.of(),
            Output.COPIED);

    public static final Contender PASS_THROUGH_TRANSACTIONAL = new Peer(
            "pass-through-transactional",
            "the same in transactions, exactly-once",
            "PassThroughTransactional",
            List.of(),
            Output.COPIED);

    private static final List<Contender> ALL = List.of(
            PASS_THROUGH,
            PASS_THROUGH_TRANSACTIONAL,
            new Peer(
                    "streams-identity",
                    "Kafka Streams that changes nothing, exactly-once",
                    "StreamsIdentity",
                    List.of(),
                    Output.COPIED),
            new Peer(
                    "two-hops",
                    "Kafka Streams that sends orders to their user's partition and back, and keeps nothing, exactly-once",
                    "TwoHops",
                    List.of(),
                    Output.COPIED),
            new Peer(
                    "dsl-join-default",
                    "the foreign-key join of the Streams DSL with Kafka Streams' defaults, at-least-once",
                    "DslJoin",
                    List.of("--variant=default"),
                    Output.JOINED,
                    Duration.ofSeconds(100)),
            new Peer(
                    "dsl-join",
                    "the foreign-key join of the Streams DSL, tuned, exactly-once",
                    "DslJoin",
                    List.of("--variant=tuned"),
                    Output.JOINED),
            Tributary.shipped(),
            Tributary.withView(),
            new Tributary(
                    "tributary-throughput",
                    "the application with its profile for throughput",
                    Map.of("TRIBUTARY_PROFILE", "throughput"),
                    List.of()),
            new Tributary(
                    "tributary-latency",
                    "the application with its profile for latency",
                    Map.of("TRIBUTARY_PROFILE", "latency"),
                    List.of()),
            new Tributary(
                    "tributary-small-heap", "the application with a heap of 256 MB", Map.of(), List.of("-Xmx256m")),
            new Flink("flink", "the join in Flink SQL, upsert-materialize none: can misorder", "none", "exactly-once"),
            new Flink(
                    "flink-default",
                    "the join in Flink SQL as it is by default, which is correct",
                    "auto",
                    "exactly-once"),
            new Flink(
                    "flink-at-least-once",
                    "the join in Flink SQL, at-least-once: visible before the checkpoint",
                    "auto",
                    "at-least-once"),
            new Flink(
                    "flink-none-at-least-once",
                    "the same with upsert-materialize none: can misorder",
                    "none",
                    "at-least-once"));

    private Contenders() {}

    public static List<Contender> all() {
        return ALL;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Contender named(String name) {
        return ALL.stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contender '" + name + "'; there are "
                        + ALL.stream().map(Contender::name).toList()));
    }
}
