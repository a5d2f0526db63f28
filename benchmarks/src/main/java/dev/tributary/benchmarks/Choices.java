package dev.tributary.benchmarks;

import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was asked for on the command line; an empty list leaves it to the benchmark.
 *
 * @param scale what all numbers of orders are multiplied by
 * @param rounds 0 leaves it to the benchmark
 * @param seconds of each measurement at a fixed rate; 0 leaves it to the benchmark
 * @param flags of each contender's JVM
 */
record Choices(
        List<String> contenders,
        List<String> workloads,
        List<Integer> partitions,
        List<Integer> orders,
        List<Integer> users,
        double scale,
        int rounds,
        int seconds,
        List<String> flags) {

    /** The same heap and collector for all: what differs is what they do. */
    static final List<String> FLAGS = List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8");

    static Choices none() {
        return new Choices(List.of(), List.of(), List.of(), List.of(), List.of(), 1, 0, 0, FLAGS);
    }

    RunOptions runOptions() {
        return new RunOptions(1, 2, 100, flags, List.of());
    }

    List<String> contenders(String... otherwise) {
        return contenders.isEmpty() ? List.of(otherwise) : contenders;
    }

    List<Integer> partitions(Integer... otherwise) {
        return partitions.isEmpty() ? List.of(otherwise) : partitions;
    }

    /** Scaled. */
    List<Integer> orders(Integer... otherwise) {
        return (orders.isEmpty() ? List.of(otherwise) : orders)
                .stream().map(this::scaled).toList();
    }

    /** So many orders with each number of users, or as many users as so many orders mostly have. */
    List<Size> sizes(Integer... otherwise) {
        return orders(otherwise).stream()
                .flatMap(count -> users.isEmpty()
                        ? Stream.of(Size.of(count))
                        : users.stream().map(some -> new Size(count, scaled(some))))
                .toList();
    }

    int scaled(int orders) {
        return Math.max(1, (int) Math.round(orders * scale));
    }

    int rounds(int otherwise) {
        return rounds > 0 ? rounds : otherwise;
    }

    int seconds(int otherwise) {
        return seconds > 0 ? seconds : otherwise;
    }
}
