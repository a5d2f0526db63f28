package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.RanCommand;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reporting database is away for minutes, and is killed, while rows change: afterwards it has what the view has. */
@Tag("chaos")
class ReportingOutageIT {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final long OUTAGE_SECONDS = 120;

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void nothingIsLostWhileTheTargetIsAway(DataSet dataSet, @TempDir Path folder) throws Exception {
        LocalStackOptions options =
                LocalStackOptions.forTests(folder).withDataSet(dataSet).withReporting();
        try (LocalStack stack = LocalStack.start(options);
                Generator generator = new Generator(
                        new Postgres(stack.addresses().postgres()),
                        GeneratorSettings.defaults().withDataSet(dataSet).withRate(100),
                        line -> {})) {
            Thread keeper = Thread.ofVirtual().start(() -> keep(stack));
            generator.start();
            TimeUnit.SECONDS.sleep(10);
            stack.reportingServer().kill();
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
            stack.reportingServer().restart(READY);
            TimeUnit.SECONDS.sleep(10);
            stack.reportingServer().kill();
            stack.reportingServer().restart(READY);
            generator.stop();
            Path endpoints = folder.resolve("endpoints.json");
            stack.endpoints().write(endpoints);

            RanCommand audit = RanCommand.run(
                    List.of("audit", "--endpoints", endpoints.toString(), "--reporting", "--timeout", "3m"));

            keeper.interrupt();
            assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
            assertThat(audit.out()).contains("over HTTP and in the reporting database");
        }
    }

    private static void keep(LocalStack stack) {
        try {
            stack.keepCapturing(note -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
