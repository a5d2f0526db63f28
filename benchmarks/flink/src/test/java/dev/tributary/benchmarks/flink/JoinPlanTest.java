package dev.tributary.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** What the planner makes of the statement; needs no servers. */
class JoinPlanTest {

    @Test
    void knowsThatAUserIsJoinedAtMostOnce() {
        assertThat(plan())
                .contains(
                        "joinType=[LeftOuterJoin]",
                        "leftInputSpec=[HasUniqueKey]",
                        "rightInputSpec=[JoinKeyContainsUniqueKey]");
    }

    /** The operator that the comparison is about: it keeps each order's changes in order. */
    @Test
    void materializesOnlyIfTold() {
        assertThat(plan("--upsert-materialize=auto")).contains("upsertMaterialize=[true]");
        assertThat(plan("--upsert-materialize=none"))
                .contains("table=[default_catalog.default_database.enriched_orders]")
                .doesNotContain("upsertMaterialize");
    }

    @Test
    void readsTheEventsAsChangesAndNotAsUpserts() {
        assertThat(plan()).doesNotContain("ChangelogNormalize");
    }

    @Test
    void joinsInBatchesIfTold() {
        assertThat(plan()).doesNotContain("MiniBatchAssigner");
        assertThat(plan("--mini-batch-ms=20")).contains("MiniBatchAssigner", "miniBatch=[true]");
    }

    private static String plan(String... options) {
        JoinOptions parsed = JoinOptionsTest.with(options);
        return JoinJob.tables(parsed, StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.from(parsed)))
                .explainSql(JoinSql.INSERT);
    }
}
