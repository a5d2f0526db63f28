package dev.tributary.localstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.RanCommand;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.GeneratorSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo's second data set: a view that joins three tables, whose capture is derived from the view. */
class InventoryIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final GeneratorSettings CHANGES =
            GeneratorSettings.defaults().withDataSet(DataSet.INVENTORY).withRate(300);

    private final StringWriter out = new StringWriter();

    @TempDir
    Path files;

    @Test
    void theDemoRunsItAndTheCommandsFollowIt() throws Exception {
        LocalStackOptions options = LocalStackOptions.forTests(Path.of("target", "stacks"))
                .withDataSet(DataSet.INVENTORY)
                .withInstances(2);
        try (LocalStack stack = LocalStack.start(options)) {
            stack.endpoints().write(endpoints());
            assertThat(ran("view", "check")).contains("view inventory-orders is right");
            assertThat(ran("connectors")).contains("tributary-source is running, unchanged, 1 task");
            awaitOrder("\"last_name\" : \"Thomas\"", "\"name\" : \"car battery\"", "\"on_hand\" : 8");

            boolean equal = demo(stack).run(Duration.ofSeconds(6));

            assertThat(equal).as(out.toString()).isTrue();
            assertThat(out.toString())
                    .containsPattern("order \\d+  \\d+ × .+ \\((not|\\d+) on hand\\) → ")
                    .containsPattern(
                            "audit +equal: \\d+ orders compared, every column the same, in the topic and over HTTP");
            assertThat(ran("generate", "--rate", "0", "--changes", "50")).startsWith("50 changes committed");
            assertThat(ran("watch", "--state", "--limit", "1")).contains("\"on_hand\":");
            assertThat(ran("consume", "--from-beginning", "--until-end", "--limit", "1", "--format", "table"))
                    .contains("PURCHASER", "ON_HAND");
            assertThat(ran("snapshot", "inventory.products_on_hand")).contains("rows read again");
            assertThat(ran("sweep", "--dry-run", "inventory.customers")).contains("inventory.customers");
            assertThat(ran("lag")).contains("cdc.inventory.products_on_hand");
            assertThat(ran("audit")).startsWith("equal: ");
        }
    }

    /** The first snapshot may be under way. */
    private void awaitOrder(String... parts) throws Exception {
        RanCommand[] last = new RanCommand[1];
        Await.until(() -> "the first order is " + last[0], SOON, () -> {
            last[0] = run("get", "orders", "10001");
            return Stream.of(parts).allMatch(last[0].out()::contains);
        });
    }

    private DemoRun demo(LocalStack stack) {
        CommandLine commandLine = new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true));
        return new DemoRun(stack, Optional.empty(), CHANGES, commandLine, new CountDownLatch(1));
    }

    private Path endpoints() {
        return files.resolve("endpoints.json");
    }

    /** The output of a command that has no options but where the servers are. */
    private RanCommand run(String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--endpoints", endpoints().toString()));
        return RanCommand.run(line);
    }

    private String ran(String... command) {
        RanCommand ran = run(command);
        assertThat(ran.exitCode()).as(command[0] + ": " + ran.out() + ran.err()).isZero();
        return ran.out();
    }
}
