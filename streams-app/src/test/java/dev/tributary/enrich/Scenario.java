package dev.tributary.enrich;

import dev.tributary.enrich.Outcome.Verdict;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Something that happens to the two tables or on the way from them.
 *
 * @param database the orders as they stand in the end
 * @param naive what the plain join makes of it
 * @param tributary what the application makes of it
 * @param pipelineTest in which it happens to the real pipeline: class and method; empty for none
 */
record Scenario(
        String name,
        Consumer<JoinUnderTest> script,
        Map<Long, String> database,
        Verdict naive,
        Verdict tributary,
        String pipelineTest) {

    @Override
    public String toString() {
        return name;
    }
}
