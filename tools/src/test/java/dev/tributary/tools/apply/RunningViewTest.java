package dev.tributary.tools.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.view.FakeApi;
import dev.tributary.tools.view.ViewApi;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunningViewTest {

    private static final ViewContract VIEW = ViewContract.of(
            "CREATE VIEW v AS SELECT t.id, t.size, k.name AS kind FROM things t LEFT JOIN kinds k ON k.id = t.size",
            new Schema.Parser().parse("""
                            {"type":"record","name":"Thing","fields":[{"name":"id","type":"long"},{"name":"size","type":"int"},
                            {"name":"kind","type":["null","string"]},{"name":"thing_lsn","type":"long"},{"name":"thing_committed_at","type":"long"},
                            {"name":"k_lsn","type":["null","long"]},{"name":"k_committed_at","type":["null","long"]}]}"""));
    private static final String NEW = "%016x".formatted(VIEW.fingerprint());
    private static final String OLD = "00000000000000bb";

    private final FakeApi api = new FakeApi();
    private final ViewApi client = new ViewApi(api.uri(), Optional.empty());
    private final StringWriter progress = new StringWriter();

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    private RunningView view(Optional<Duration> timeout) {
        return view(client, timeout);
    }

    private RunningView view(ViewApi of, Optional<Duration> timeout) {
        return new RunningView(of, VIEW, timeout, new ProgressLine(new PrintWriter(progress, true)));
    }

    /** @param rows a number, null, or a minus if it does not run the join */
    private static String instance(String definition, String rows) {
        return "{\"address\":\"a:1\",\"view\":\"v\",\"definition\":\"" + definition
                + "\",\"tiers\":[{\"name\":\"join\",\"state\":\"RUNNING\"}]"
                + (rows.equals("-") ? "" : ",\"rows_to_rewrite\":" + rows) + "}";
    }

    private void answers(String... instances) {
        api.answers("/instances", "{\"instances\":[" + String.join(",", instances) + "]}");
    }

    @ParameterizedTest
    @CsvSource({
        "true,0,true,0,true,true",
        "true,0,true,-,true,true",
        "true,0,true,null,true,false",
        "true,0,true,7,true,false",
        "true,-,true,-,true,false",
        "true,0,false,0,false,false"
    })
    void allInstancesCount(boolean isNew, String rows, boolean isOtherNew, String otherRows, boolean runs, boolean done)
            throws Exception {
        answers(instance(isNew ? NEW : OLD, rows), instance(isOtherNew ? NEW : OLD, otherRows));

        assertThat(view(Optional.empty()).isOther()).isEqualTo(!runs);
        assertThat(view(Optional.empty()).isDone()).isEqualTo(done);
    }

    @Test
    void anInstanceThatDoesNotAnswerOrIsOfAnOlderVersionIsWaitedFor() throws Exception {
        answers(
                instance(NEW, "0"),
                "{\"address\":\"b:2\",\"error\":\"it does not answer\"}",
                "{\"address\":\"c:3\",\"tiers\":[]}");

        assertThatThrownBy(() -> view(Optional.of(Duration.ZERO)).awaitDefinition())
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("waiting for the new definition (" + NEW + ") at b:2, c:3");
    }

    @Test
    void saysHowManyRowsAreLeftWhere() throws Exception {
        answers(instance(NEW, "12345"));

        assertThatThrownBy(() -> view(Optional.of(Duration.ZERO)).awaitRewritten())
                .hasMessageContaining("rows to rewrite: 12,345 at a:1")
                .hasMessageContaining("goes on from here");
    }

    @Test
    void saysThatNoneOfThemRunsTheJoin() throws Exception {
        answers(instance(NEW, "-"));

        assertThatThrownBy(() -> view(Optional.of(Duration.ZERO)).awaitRewritten())
                .hasMessageContaining("no instance that is listed there runs the join");
    }

    @Test
    void anotherViewIsRefused() {
        answers(instance(OLD, "0").replace("\"v\"", "\"w\""));

        assertThatThrownBy(() -> view(Optional.empty()).isDone()).hasMessageContaining("runs the view w, and not v");
    }

    @Test
    void anApplicationThatIsAwayIsWaitedFor() throws Exception {
        try (ViewApi nowhere = new ViewApi(URI.create("http://127.0.0.1:1"), Optional.empty())) {
            RunningView away = view(nowhere, Optional.of(Duration.ZERO));

            assertThat(away.isDone()).isFalse();
            assertThatThrownBy(away::awaitDefinition)
                    .hasMessageContaining("gave up")
                    .hasMessageContaining("cannot be reached");
        }
    }

    /** Only an instance that runs the join knows the id of the contract. */
    @Test
    void saysWhichDefinitionsAndTopicTheInstancesHave() throws Exception {
        String columns = "}],\"topic\":\"t\",\"columns\":{\"size\":\"public.things.%s\"}";
        String view = instance(OLD, "-").replace("}]", columns.formatted("size"));
        String join = view.replace("\"topic\"", "\"contract_id\":7,\"topic\"");
        String starting = instance(NEW, "null").replace("}]", columns.formatted("length"));

        answers("{\"address\":\"c:3\",\"error\":\"away\"}", view, starting, join, view);
        assertThat(view(Optional.empty()).definitions())
                .containsExactly(
                        new Instances.Definition(Optional.of(7), Map.of("size", "public.things.size")),
                        new Instances.Definition(Optional.empty(), Map.of("size", "public.things.length")));
        assertThat(view(Optional.empty()).topic()).contains("t");
    }

    /** While it starts, it knows no others, and may still refuse its definition. */
    @Test
    void anInstanceThatStartsDoesNotRunADefinition() throws Exception {
        answers(instance(NEW, "0").replace("RUNNING", "REBALANCING"));

        assertThat(view(Optional.empty()).isOther()).isFalse();
        assertThat(view(Optional.empty()).isDone()).isFalse();
        assertThatThrownBy(() -> view(Optional.of(Duration.ZERO)).awaitDefinition())
                .hasMessageContaining("waiting for the new definition (" + NEW + ") at a:1");
    }

    /** Of a change that was there before. */
    @Test
    void aFanOutIsWaitedFor() {
        answers(instance(NEW, "0").replace("}]", "}],\"fan_out\":{\"oldest_ms\":60000}"));

        assertThatThrownBy(() -> view(Optional.of(Duration.ofMillis(1500))).awaitRewritten())
                .hasMessageContaining("gave up after 1.5 s");
    }

    @Test
    void showsWhatItWaitsFor() throws Exception {
        answers(instance(OLD, "0"));
        Thread restart = Thread.ofVirtual().start(() -> {
            while (progress.toString().isEmpty()) {
                Thread.onSpinWait();
            }
            answers(instance(NEW, "0"));
        });

        view(Optional.of(Duration.ofSeconds(20))).awaitDefinition();

        restart.join();
        assertThat(progress.toString()).contains("waiting for the new definition");
    }
}
