package dev.tributary.benchmarks.flink;

import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** The join on a cluster of one task manager in this JVM, which is ours so that it can be asked how its tasks are. */
final class JoinJob {

    private static final long POLL_MILLIS = 50;

    private final MiniCluster cluster;
    private final JobID job;

    private JoinJob(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    static JoinJob start(JoinOptions options) throws Exception {
        Configuration settings = FlinkSettings.from(options);
        StreamGraph graph = graph(options, settings);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(options.parallelism())
                .withRandomPorts()
                .build());
        try {
            cluster.start();
            return new JoinJob(cluster, cluster.submitJob(graph).get().getJobID());
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static StreamGraph graph(JoinOptions options, Configuration settings) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        StreamTableEnvironment tables = tables(options, environment);
        StreamStatementSet statements = tables.createStatementSet();
        statements.addInsertSql(options.tables().insert());
        statements.attachAsDataStream();
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(options.group());
        return graph;
    }

    /** Knows the tables. */
    static StreamTableEnvironment tables(JoinOptions options, StreamExecutionEnvironment environment) {
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        new JoinSql(options).tables().forEach(tables::executeSql);
        return tables;
    }

    /**
     * Returns when every task runs.
     *
     * @throws org.apache.flink.runtime.client.JobExecutionException if the job fails instead
     */
    void awaitRunning() throws Exception {
        while (true) {
            AccessExecutionGraph now = cluster.getExecutionGraph(job).get();
            if (now.getState().isTerminalState()) {
                awaitEnd();
            }
            if (now.getState() == JobStatus.RUNNING
                    && StreamSupport.stream(now.getAllExecutionVertices().spliterator(), false)
                            .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING)) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /**
     * Returns when the job has ended.
     *
     * @throws org.apache.flink.runtime.client.JobExecutionException if that is because it has failed
     */
    void awaitEnd() throws Exception {
        JobResult result = cluster.requestJobResult(job).get();
        result.toJobExecutionResult(JoinJob.class.getClassLoader());
    }

    /** Ends the job and the cluster; done when they are gone. */
    CompletableFuture<Void> stop() {
        // Cancelled first, or each of its tasks would say that it has failed.
        return cluster.cancelJob(job)
                .thenCompose(cancelled -> cluster.requestJobResult(job))
                .handle((result, failure) -> result)
                .thenCompose(ended -> cluster.closeAsync());
    }
}
