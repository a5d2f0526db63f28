package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Await;
import dev.tributary.localstack.Companion;
import dev.tributary.localstack.Lakehouse;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.RanCommand;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every part of the pipeline, and the job, is killed while rows change: afterwards the table has what the view has. */
@Tag("lakehouse")
class LakehouseOutageIT {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofMinutes(3);

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void theTableIsEqualAfterEveryPartWasKilled(DataSet dataSet, @TempDir Path folder) throws Exception {
        LocalStackOptions options = LocalStackOptions.forTests(folder).withDataSet(dataSet);
        try (LocalStack stack = LocalStack.start(options);
                Generator generator = new Generator(
                        new Postgres(stack.addresses().postgres()),
                        GeneratorSettings.defaults().withDataSet(dataSet).withRate(100),
                        line -> {})) {
            Thread keeper = Thread.ofVirtual().start(() -> keep(stack));
            Path endpoints = folder.resolve("endpoints.json");
            stack.endpoints().write(endpoints);
            Lakehouse lakehouse = new Lakehouse(stack, folder, List.of("--endpoints", endpoints.toString()));
            generator.start();
            Companion job = lakehouse.follow();
            awaitBatch(lakehouse);
            for (Part part : List.of(Part.KAFKA, Part.REGISTRY, Part.APPLICATION, Part.POSTGRES, Part.CONNECT)) {
                ServerProcess server = stack.process(part);
                server.kill();
                server.restart(READY);
                awaitBatch(lakehouse);
                assertThat(job.isAlive()).as(lakehouse.said()).isTrue();
                job.kill();
                job = lakehouse.follow();
                awaitBatch(lakehouse);
            }
            generator.stop();

            RanCommand audit = lakehouse.audit("--timeout", "3m");

            keeper.interrupt();
            job.stop();
            assertThat(audit.exitCode()).as(audit.out()).isZero();
            assertThat(audit.out()).contains("over HTTP and in the lakehouse");
            assertThat(lakehouse.said().split("reading the whole topic", -1)).hasSize(2);
        }
    }

    private static void awaitBatch(Lakehouse lakehouse) throws Exception {
        int before = lakehouse.said().length();
        Await.until(
                lakehouse::said, SOON, () -> lakehouse.said().substring(before).contains(" rows in "));
    }

    private static void keep(LocalStack stack) {
        try {
            stack.keepCapturing(note -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
