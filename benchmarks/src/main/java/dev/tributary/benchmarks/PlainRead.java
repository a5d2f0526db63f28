package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.JavaProcess;
import dev.tributary.benchmarks.contender.PeerProcess;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.run.LogWatch;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.localstack.Companion;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a consumer in a process of its own takes to read some topics to their end. */
record PlainRead(long records, long bytes, double seconds) {

    static PlainRead of(Servers servers, Path project, Set<String> topics, List<String> flags)
            throws IOException, InterruptedException {
        String name = servers.fresh("plain-reader");
        Path log = project.resolve("benchmarks/target/runs").resolve(name + ".log");
        JavaProcess java = PeerProcess.of(
                project,
                "PlainReader",
                List.of(
                        "--bootstrap=" + servers.bootstrap(),
                        "--group=" + name,
                        "--topics=" + String.join(",", topics)));
        Companion process = servers.stack().startBeside(java.command(List.of(), flags), java.environment(), log);
        LogWatch watch = new LogWatch(log);
        Await.until(
                () -> "the topics were not read:\n" + watch.lastWords(),
                Duration.ofMinutes(5),
                Duration.ofMillis(50),
                () -> !process.isAlive());
        String said = watch.lines().stream()
                .filter(line -> line.startsWith("READ "))
                .findFirst()
                .orElseThrow(() -> ToolException.failed("the topics were not read:\n" + watch.lastWords()));
        String[] figures = said.split(" ", -1);
        return new PlainRead(Long.parseLong(figures[1]), Long.parseLong(figures[2]), Long.parseLong(figures[3]) / 1e3);
    }
}
