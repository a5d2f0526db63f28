package dev.tributary.benchmarks.flink;

import dev.tributary.benchmarks.flink.JoinOptions.Guarantee;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements that declare the tables, with their topics. */
record JoinSql(JoinOptions options) {

    List<String> tables() {
        return Stream.concat(
                        options.tables().sources().stream()
                                .map(source -> table(source.name(), source.columns(), source(source.name()))),
                        Stream.of(table("enriched_orders", options.tables().results(), sink())))
                .toList();
    }

    private static String table(String name, String columns, Map<String, String> options) {
        return "CREATE TABLE %s (\n%s) %s".formatted(name, columns, with(options));
    }

    private Map<String, String> source(String table) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("connector", "kafka");
        options.put("topic", this.options.topic(table));
        options.put("properties.bootstrap.servers", this.options.bootstrap());
        options.put("properties.group.id", this.options.group());
        // As every other reader of what an exactly-once connector writes.
        options.put("properties.isolation.level", "read_committed");
        options.put("scan.startup.mode", "earliest-offset");
        options.put("format", "debezium-avro-confluent");
        options.put("debezium-avro-confluent.url", registry());
        return options;
    }

    private Map<String, String> sink() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("connector", "upsert-kafka");
        options.put("topic", this.options.output());
        options.put("properties.bootstrap.servers", this.options.bootstrap());
        options.put("key.format", "raw");
        options.put("key.raw.endianness", "big-endian");
        options.put("value.format", "avro-confluent");
        options.put("value.avro-confluent.url", registry());
        options.put("sink.delivery-guarantee", JoinOptions.spelled(this.options.guarantee()));
        if (this.options.guarantee() == Guarantee.EXACTLY_ONCE) {
            options.put("sink.transactional-id-prefix", this.options.group());
            // Uses its transactional ids again; the default makes new ones at each checkpoint.
            options.put("sink.transaction-naming-strategy", "POOLING");
            // Below the 15 minutes that a broker allows by default, far above the time between checkpoints.
            options.put("properties.transaction.timeout.ms", "600000");
        }
        return options;
    }

    private String registry() {
        return options.registry().toString();
    }

    private static String with(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> "  " + quoted(option.getKey()) + " = " + quoted(option.getValue()))
                .collect(Collectors.joining(",\n", "WITH (\n", "\n)"));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
