package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final BlockingQueue<Progress> events = new LinkedBlockingQueue<>();

    @Test
    void endsTheServerWhenTheLauncherIsKilled() throws Exception {
        Path pid = folder.resolve("pid");
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        Await.until(() -> "No server", SOON, () -> Files.exists(pid));
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();

        launcher.destroyForcibly();

        Await.until(() -> "The server is still there", SOON, () -> !server.isAlive());
    }

    /** A launcher that starts a server and then only waits. */
    static final class Launcher {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ProcessHandle server = Leash.in(folder, folder)
                    .start(launch(folder, "TERM", "exec sleep 600"))
                    .server();
            Path draft = Files.writeString(folder.resolve("draft"), Long.toString(server.pid()));
            Files.move(draft, folder.resolve("pid"));
            Thread.currentThread().join();
        }
    }

    @Test
    void givesAServerNeitherTheVariablesOfCommandsNorTheUsersLocale() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PATH", "/bin", "TRIBUTARY_HTTP_TOKEN", "of another", "TRIBUTARY_BOOTSTRAP_SERVERS", "another:9092"));

        Leash.fill(environment, Map.of("TRIBUTARY_BOOTSTRAP_SERVERS", "own:9092"));

        assertThat(environment)
                .isEqualTo(Map.of("PATH", "/bin", "LC_ALL", "C.UTF-8", "TRIBUTARY_BOOTSTRAP_SERVERS", "own:9092"));
    }

    @Test
    void asksWithTheSignalThatTheServerWants() throws Exception {
        ServerProcess server = start("USR1", "trap 'echo asked; exit 0' USR1; echo up; while :; do sleep 0.1; done");
        awaitLog("up");

        server.stop();

        assertThat(Files.readString(server.log())).contains("asked");
        assertThat(server.isAlive()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void killsAServerThatDoesNotListen() throws Exception {
        ServerProcess server = start("TERM", "trap '' TERM; echo up; while :; do sleep 0.1; done");
        awaitLog("up");
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        server.stop();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void stopsAServerThatIsPaused() throws Exception {
        ServerProcess server = start("TERM", "echo up; exec sleep 600");
        awaitLog("up");
        server.pause();

        server.stop();

        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void startsAServerAgainThatWasKilledWithItsChildren() throws Exception {
        ServerProcess server = start("TERM", "sleep 600 & echo up; wait");
        awaitLog("up");
        long first = server.pid();
        List<ProcessHandle> children =
                ProcessHandle.of(first).orElseThrow().descendants().toList();

        server.kill();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        server.restart(SOON);

        assertThat(server.pid()).isNotEqualTo(first);
        assertThat(server.isAlive()).isTrue();
        assertThat(server.residentBytes()).isPositive();
        server.kill();
    }

    @Test
    void saysWhatTheServerSaidLastWhenItDiesDuringItsStart() throws Exception {
        ServerProcess server = start("TERM", "echo no such luck; exit 7");

        assertThatThrownBy(() -> server.awaitReady(SOON))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("no such luck")
                .hasMessageContaining(server.log().toString());
    }

    @Test
    void tellsTheListenerWhenAServerDiesLater() throws Exception {
        ServerProcess server = start("TERM", "echo up; read -r line < \"$0\"; exit 3", fifo());
        server.awaitReady(SOON);

        Files.writeString(folder.resolve("fifo"), "go\n");

        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(new Progress.Died(ServerName.of(Part.KAFKA), 3, server.log()));
    }

    private String fifo() throws IOException, InterruptedException {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo.toString();
    }

    private ServerProcess start(String signal, String script, String... arguments) throws IOException {
        Predecessors notes = new Predecessors(folder.resolve("processes"));
        return ServerProcess.start(
                launch(folder, signal, script, arguments), Leash.in(folder, folder), notes, events::add);
    }

    private void awaitLog(String text) throws Exception {
        Await.until(
                () -> "Not " + text,
                SOON,
                () -> Files.readString(folder.resolve("server.log")).contains(text));
    }

    private static Launch launch(Path folder, String signal, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script));
        command.addAll(List.of(arguments));
        return new Launch(
                ServerName.of(Part.KAFKA),
                command,
                Map.of(),
                folder.resolve("server.log"),
                signal,
                Duration.ofSeconds(1),
                log -> log.says("up"));
    }
}
