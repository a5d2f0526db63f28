package dev.tributary.metrics;

import java.math.BigDecimal;
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
        gauge(metrics.metricName(name, group, description, Map.of()), value);
    }

    private void gauge(MetricName name, LongSupplier value) {
        Gauge<Long> gauge = (config, nowMillis) -> value.getAsLong();
        metrics.addMetric(name, gauge);
    }

    /**
     * Adds a 1 that is there for the sake of its tags.
     *
     * @param group kebab-case, the {@code type} of the bean
     */
    public void fact(String group, String description, Map<String, String> tags) {
        gauge(metrics.metricName("known", group, description, tags), () -> 1);
    }

    /**
     * Durations by upper bounds: attributes {@code le-<seconds>}, the last one {@code le-+Inf}, each of which counts all that
     * are not longer, and {@code sum-ms}.
     *
     * @param group kebab-case, the {@code type} of the bean
     * @param bounds in seconds, ascending
     */
    public Histogram histogram(String group, String description, Map<String, String> tags, double... bounds) {
        Histogram histogram = new Histogram(bounds);
        for (int i = 0; i <= bounds.length; i++) {
            int bound = i;
            String name = "le-" + (i < bounds.length ? shortest(bounds[i]) : "+Inf");
            gauge(metrics.metricName(name, group, description, tags), () -> histogram.upTo(bound));
        }
        gauge(
                metrics.metricName("sum-ms", group, description + ": their sum in milliseconds", tags),
                histogram::sumMillis);
        return histogram;
    }

    private static String shortest(double seconds) {
        return BigDecimal.valueOf(seconds).stripTrailingZeros().toPlainString();
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
            gauge(added, count::sum);
            return count;
        });
    }

    @Override
    public void close() {
        metrics.close();
    }
}
