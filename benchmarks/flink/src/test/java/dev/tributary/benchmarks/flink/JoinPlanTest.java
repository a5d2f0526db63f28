package dev.tributary.benchmarks.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
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

    @Test
    void knowsThatEachOfThreeRowsIsJoinedAtMostOnce() {
        String plan = plan(JoinOptionsTest.inventory());

        assertThat(count(plan, "joinType=[LeftOuterJoin]")).isPositive().satisfies(joins -> {
            assertThat(joins % 3).isZero();
            assertThat(count(plan, "rightInputSpec=[JoinKeyContainsUniqueKey]")).isEqualTo(joins);
        });
        assertThat(plan).contains("upsertMaterialize=[true]").doesNotContain("ChangelogNormalize");
        assertThat(plan(JoinOptionsTest.inventory("--upsert-materialize=none"))).doesNotContain("upsertMaterialize");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static String plan(String... options) {
        return plan(JoinOptionsTest.with(options));
    }

    private static String plan(JoinOptions options) {
        return JoinJob.tables(options, StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.from(options)))
                .explainSql(options.tables().insert());
    }
}
