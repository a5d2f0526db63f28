package dev.tributary.benchmarks.flink;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the command line says.
 *
 * @param registry of the registry's Confluent API
 * @param topics of change events, by table
 * @param group also the prefix of the names of the sink's transactions
 * @param state empty at start: nothing is restored from it
 * @param miniBatch zero for none
 * @param settings of Flink, by its own keys, over those that {@link FlinkSettings} makes
 */
record JoinOptions(
        String bootstrap,
        URI registry,
        JoinedTables tables,
        Map<String, String> topics,
        String output,
        String group,
        Path state,
        int parallelism,
        Materialize materialize,
        Duration checkpoint,
        Guarantee guarantee,
        Duration miniBatch,
        Map<String, String> settings) {

    static final String USAGE = "--bootstrap=host:port --registry=url [--data-set=shop|inventory] --TABLE=topic ..."
            + " --output=topic --group=id --state-dir=/dir [--parallelism=2] [--upsert-materialize=auto|none] [--checkpoint-ms=10000]"
            + " [--guarantee=exactly-once|at-least-once] [--mini-batch-ms=0] [--set=key=value ...]";

    private static final Set<String> KEYS = Set.of(
            "bootstrap",
            "registry",
            "data-set",
            "output",
            "group",
            "state-dir",
            "parallelism",
            "upsert-materialize",
            "checkpoint-ms",
            "guarantee",
            "mini-batch-ms",
            "set");

    /** What precedes the sink. */
    enum Materialize {
        /** An operator with state of its own that brings an order's changes back into their order: Flink's default. */
        AUTO,
        /** Nothing; changes of one order that come from different tasks may overtake each other. */
        NONE
    }

    /** Of the sink. */
    enum Guarantee {
        /** Visible to those who read committed records once a checkpoint is complete. */
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** @throws BadOptionException naming the option that is missing, unknown or wrong */
    static JoinOptions parse(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String key = equals < 3 || !argument.startsWith("--") ? "" : argument.substring(2, equals);
            if (key.isEmpty()) {
                throw unknown(argument);
            }
            String value = argument.substring(equals + 1);
            if (key.equals("set")) {
                int between = value.indexOf('=');
                if (between < 1) {
                    throw new BadOptionException("--set wants key=value, not " + value);
                }
                settings.put(value.substring(0, between), value.substring(between + 1));
            } else if (given.put(key, value) != null) {
                throw new BadOptionException("--" + key + " is given twice");
            }
        }
        JoinedTables tables = JoinedTables.named(given.getOrDefault("data-set", JoinedTables.SHOP.name()));
        Set<String> names =
                tables.sources().stream().map(JoinedTables.Source::name).collect(Collectors.toSet());
        given.forEach((key, value) -> {
            if (!KEYS.contains(key) && !names.contains(key)) {
                throw unknown("--" + key + "=" + value);
            }
        });
        return new JoinOptions(
                required(given, "bootstrap"),
                registry(required(given, "registry")),
                tables,
                names.stream().collect(Collectors.toMap(name -> name, name -> required(given, name))),
                required(given, "output"),
                required(given, "group"),
                Path.of(required(given, "state-dir")).toAbsolutePath().normalize(),
                Math.toIntExact(number(given, "parallelism", 2, 1, 128)),
                choice(given, "upsert-materialize", Materialize.AUTO),
                Duration.ofMillis(number(given, "checkpoint-ms", 10_000, 10, 600_000)),
                choice(given, "guarantee", Guarantee.EXACTLY_ONCE),
                Duration.ofMillis(number(given, "mini-batch-ms", 0, 0, 600_000)),
                Map.copyOf(settings));
    }

    /** Of the change events of a table. */
    String topic(String table) {
        return Objects.requireNonNull(topics.get(table));
    }

    private static BadOptionException unknown(String option) {
        return new BadOptionException("unknown option " + option);
    }

    private static String required(Map<String, String> given, String key) {
        String value = given.get(key);
        if (value == null || value.isBlank()) {
            throw new BadOptionException("--" + key + " is missing");
        }
        return value;
    }

    private static URI registry(String value) {
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // The same message as for one without a host.
        }
        throw new BadOptionException("--registry=" + value + " is not a URL");
    }

    private static long number(Map<String, String> given, String key, long otherwise, long least, long most) {
        String value = given.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for one out of range.
        }
        throw new BadOptionException("--" + key + "=" + value + " is not a number from " + least + " to " + most);
    }

    private static <E extends Enum<E>> E choice(Map<String, String> given, String key, E otherwise) {
        String value = given.get(key);
        if (value == null) {
            return otherwise;
        }
        List<E> choices = List.copyOf(EnumSet.allOf(otherwise.getDeclaringClass()));
        return choices.stream()
                .filter(choice -> spelled(choice).equals(value))
                .findFirst()
                .orElseThrow(() -> new BadOptionException("--" + key + "=" + value + " is neither "
                        + choices.stream().map(JoinOptions::spelled).collect(Collectors.joining(" nor "))));
    }

    /** As options and Flink write it: {@code exactly-once}. */
    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
