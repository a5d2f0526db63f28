package dev.tributary.benchmarks.flink;

import dev.tributary.benchmarks.flink.JoinOptions.Guarantee;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The three tables and the statement, as somebody who knows Flink would write them. Keys are declared, so that the planner
 * knows that a user is joined at most once; ids are read as {@code BIGINT}, which Avro makes of PostgreSQL's integers, so
 * that the key of the result is eight bytes; a timestamp stays Debezium's count of microseconds.
 */
record JoinSql(JoinOptions options) {

    static final String INSERT = """
            INSERT INTO enriched_orders
            SELECT o.id, o.user_id, o.product_name, o.quantity, o.order_date,
              u.id AS u_id, u.name AS u_name, u.email AS u_email, u.created_at AS u_created_at
            FROM orders AS o LEFT JOIN users AS u ON u.id = o.user_id
            """;

    List<String> tables() {
        return List.of(orders(), users(), enrichedOrders());
    }

    private String orders() {
        return """
                CREATE TABLE orders (
                  id BIGINT NOT NULL,
                  user_id BIGINT,
                  product_name STRING,
                  quantity INT,
                  order_date BIGINT,
                  PRIMARY KEY (id) NOT ENFORCED
                ) %s
                """.formatted(with(source(options.orders())));
    }

    private String users() {
        return """
                CREATE TABLE users (
                  id BIGINT NOT NULL,
                  name STRING,
                  email STRING,
                  created_at BIGINT,
                  PRIMARY KEY (id) NOT ENFORCED
                ) %s
                """.formatted(with(source(options.users())));
    }

    private String enrichedOrders() {
        return """
                CREATE TABLE enriched_orders (
                  id BIGINT NOT NULL,
                  user_id BIGINT,
                  product_name STRING,
                  quantity INT,
                  order_date BIGINT,
                  u_id BIGINT,
                  u_name STRING,
                  u_email STRING,
                  u_created_at BIGINT,
                  PRIMARY KEY (id) NOT ENFORCED
                ) %s
                """.formatted(with(sink()));
    }

    private Map<String, String> source(String topic) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("connector", "kafka");
        options.put("topic", topic);
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
