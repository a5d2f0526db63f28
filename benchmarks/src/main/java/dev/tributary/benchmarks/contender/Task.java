package dev.tributary.benchmarks.contender;

import dev.tributary.benchmarks.workload.Table;
import dev.tributary.benchmarks.workload.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a contender is told when it is started.
 *
 * @param registry Confluent's REST API
 * @param output an empty topic with as many partitions as the inputs
 * @param group its consumer group or application id; everything it makes on the broker begins with that
 * @param stateDir empty, its own
 * @param threads how many it may use for its work
 * @param commitMillis how often it commits, if that is left to whoever starts it
 * @param httpPort of its view, if it has one; on the loopback address
 */
public record Task(
        String bootstrap,
        String registry,
        Topics inputs,
        String output,
        String group,
        Path stateDir,
        int partitions,
        int threads,
        int commitMillis,
        int httpPort) {

    /** The same for another process. */
    public Task withStateDir(Path directory) {
        return new Task(
                bootstrap, registry, inputs, output, group, directory, partitions, threads, commitMillis, httpPort);
    }

    /** As arguments {@code --name=value}; that of a topic is called like its table. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--bootstrap=" + bootstrap,
                "--registry=" + registry,
                "--data-set=" + inputs.dataSet().name(),
                "--output=" + output,
                "--group=" + group,
                "--state-dir=" + stateDir));
        List<Table> tables = inputs.dataSet().tables();
        for (int i = 0; i < tables.size(); i++) {
            arguments.add("--" + tables.get(i).name() + "=" + inputs.names().get(i));
        }
        return arguments;
    }
}
