package dev.tributary.localstack.observe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of a Prometheus on this machine: the jobs are those of {@code prometheus/prometheus.yml}. */
final class PrometheusConfig {

    private PrometheusConfig() {}

    /**
     * As YAML.
     *
     * @param intervalSeconds between two scrapes
     * @param targets host and port, by job
     */
    static String of(int intervalSeconds, Path rules, Map<String, List<String>> targets) {
        StringBuilder yaml = new StringBuilder("""
                global:
                  scrape_interval: %1$ds
                  evaluation_interval: %1$ds
                rule_files: ["%2$s/*.yml"]
                scrape_configs:
                """.formatted(intervalSeconds, rules));
        new TreeMap<>(targets).forEach((job, addresses) -> {
            yaml.append("  - job_name: ").append(job).append('\n');
            yaml.append("    static_configs: [{targets: [");
            yaml.append(String.join(
                    ", ", addresses.stream().map(address -> '"' + address + '"').toList()));
            yaml.append("]}]\n");
        });
        return yaml.toString();
    }
}
