package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Tributary;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The settings of the application whose price is measured: each differs from what is shipped in one thing. */
final class Variants {

    private static final List<Tributary> ALL = List.of(
            variant("shipped", Map.of()),
            variant("profile latency", Map.of("TRIBUTARY_PROFILE", "latency")),
            variant("profile throughput", Map.of("TRIBUTARY_PROFILE", "throughput")),
            commit(50),
            commit(100),
            commit(500),
            commit(1_000),
            variant("linger 0 ms", Map.of("TRIBUTARY_PRODUCER_LINGER_MS", "0")),
            variant("linger 10 ms", Map.of("TRIBUTARY_PRODUCER_LINGER_MS", "10")),
            variant("no compression", Map.of("TRIBUTARY_PRODUCER_COMPRESSION_TYPE", "none")),
            variant("zstd", Map.of("TRIBUTARY_PRODUCER_COMPRESSION_TYPE", "zstd")),
            variant("batches of 64 kB", Map.of("TRIBUTARY_PRODUCER_BATCH_SIZE", "65536")),
            variant(
                    "fetch at least 64 kB or 10 ms",
                    Map.of(
                            "TRIBUTARY_MAIN_CONSUMER_FETCH_MIN_BYTES", "65536",
                            "TRIBUTARY_MAIN_CONSUMER_FETCH_MAX_WAIT_MS", "10")),
            variant("poll 5,000 records", Map.of("TRIBUTARY_MAIN_CONSUMER_MAX_POLL_RECORDS", "5000")),
            variant("1 thread", Map.of("TRIBUTARY_NUM_STREAM_THREADS", "1")),
            variant("4 threads", Map.of("TRIBUTARY_NUM_STREAM_THREADS", "4")),
            flags("G1", "-XX:-UseSerialGC", "-XX:+UseG1GC"),
            flags("parallel GC", "-XX:-UseSerialGC", "-XX:+UseParallelGC"),
            flags("ZGC", "-XX:-UseSerialGC", "-XX:+UseZGC"),
            flags("heap 256 MB", "-Xmx256m"),
            flags("compact object headers", "-XX:+UseCompactObjectHeaders"));

    private Variants() {}

    /** @param chosen some of their names; all if it is empty */
    static List<Tributary> all(List<String> chosen) {
        Stream<Tributary> variants = ALL.stream();
        return variants.filter(variant -> chosen.isEmpty() || chosen.contains(variant.name()))
                .toList();
    }

    private static Tributary commit(int millis) {
        return variant(
                "commit.interval.ms=" + millis, Map.of("TRIBUTARY_COMMIT_INTERVAL_MS", Integer.toString(millis)));
    }

    private static Tributary variant(String name, Map<String, String> settings) {
        return new Tributary(name, settings.toString(), settings, List.of());
    }

    private static Tributary flags(String name, String... flags) {
        return new Tributary(name, String.join(" ", flags), Map.of(), List.of(flags));
    }
}
