package dev.tributary.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/**
 * The application's own metrics, by Kafka's metrics library: bean {@code dev.tributary:type=<group>,<tags>}, an attribute a
 * metric. Those of Kafka Streams and its clients are beans of their own. Safe for use by several threads.
 */
public final class AppMetrics implements AutoCloseable {

    private static final String DOMAIN = "dev.tributary";

    private final Metrics metrics;
    private final Map<MetricName, LongAdder> counters = new ConcurrentHashMap<>();

    public AppMetrics() {
        metrics = new Metrics(
                new MetricConfig(), List.of(new JmxReporter()), Time.SYSTEM, new KafkaMetricsContext(DOMAIN));
    }

    /**
     * Adds a value that is asked for whenever somebody looks.
     *
     * @param group kebab-case, the {@code type} of the bean
     * @param value called by any thread
     */
    public void gauge(String group, String name, String description, LongSupplier value) {
        Gauge<Long> gauge = (config, nowMillis) -> value.getAsLong();
        metrics.addMetric(metrics.metricName(name, group, description, Map.of()), gauge);
    }

    /**
     * A count that only grows, from 0 at the start of the process. The same one for the same name and tags.
     *
     * @param group kebab-case, the {@code type} of the bean
     * @param name ends in {@code -total}
     */
    public LongAdder counter(String group, String name, String description, Map<String, String> tags) {
        return counters.computeIfAbsent(metrics.metricName(name, group, description, tags), added -> {
            LongAdder count = new LongAdder();
            Gauge<Long> total = (config, nowMillis) -> count.sum();
            metrics.addMetric(added, total);
            return count;
        });
    }

    @Override
    public void close() {
        metrics.close();
    }
}
