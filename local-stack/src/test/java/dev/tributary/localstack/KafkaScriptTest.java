package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kafka/start.sh}, with a shell script in the place of Kafka that writes down how it is started. */
class KafkaScriptTest {

    private static final String ALONE = "server.properties --override process.roles=controller"
            + " --override listeners=CONTROLLER://127.0.0.1:3 --override advertised.listeners=CONTROLLER://127.0.0.1:3"
            + " --override broker.session.timeout.ms=1000";

    @TempDir
    private Path folder;

    private Path data;
    private Path starts;
    private Path kafka;

    @BeforeEach
    void write() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        starts = folder.resolve("starts");
        kafka = Files.writeString(folder.resolve("fake.sh"), """
                echo "$*" >> %s
                case "$*" in
                *roles=controller*)
                    trap 'echo stopped >> %s; exit 0' TERM
                    sleep ${STARTS_FOR:-0}
                    echo "[QuorumController id=1] Becoming the active controller at epoch 2"
                    sleep 0.3
                    echo fenced >> %s
                    echo "[QuorumController id=1] Fencing broker 1 at epoch 12"
                    while :; do sleep 0.05; done ;;
                esac
                """.formatted(starts, starts, starts));
    }

    @Test
    void startsTheBrokerAtOnceWhereThereWasNone() throws Exception {
        assertThat(run()).containsExactly("server.properties");
    }

    @Test
    void startsTheBrokerAtOnceAfterACleanStop() throws Exception {
        Files.createDirectory(data.resolve("__cluster_metadata-0"));
        Files.createFile(data.resolve(".kafka_cleanshutdown"));

        assertThat(run()).containsExactly("server.properties");
    }

    @Test
    void hasTheControllerFenceTheBrokerAfterACrash() throws Exception {
        Files.createDirectory(data.resolve("__cluster_metadata-0"));

        assertThat(run()).containsExactly(ALONE, "fenced", "stopped", "server.properties");
    }

    @Test
    void waitsForTheFenceOfThisCrashAndNotOfAnEarlierOne() throws Exception {
        Files.createDirectory(data.resolve("__cluster_metadata-0"));
        Files.writeString(log(), "[QuorumController id=1] Fencing broker 1 at epoch 3\n");

        assertThat(run()).containsExactly(ALONE, "fenced", "stopped", "server.properties");
    }

    /** On a busy machine it takes long before the controller works, and only then can the broker's session end. */
    @Test
    void countsTheTimeForTheFenceFromWhenTheControllerWorks() throws Exception {
        Files.createDirectory(data.resolve("__cluster_metadata-0"));

        assertThat(run(Map.of("STARTS_FOR", "2", "FENCE_TENTHS", "12")))
                .containsExactly(ALONE, "fenced", "stopped", "server.properties");
    }

    @Test
    void goesOnWhereNothingIsFenced() throws Exception {
        Files.createDirectory(data.resolve("__cluster_metadata-0"));

        assertThat(run(Map.of("FENCE_TENTHS", "1"))).containsExactly(ALONE, "stopped", "server.properties");
    }

    private Path log() {
        return folder.resolve("controller.log");
    }

    private List<String> run() throws Exception {
        return run(Map.of());
    }

    private List<String> run(Map<String, String> environment) throws Exception {
        Path script = Project.find().kafkaStartScript();
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh",
                        script.toString(),
                        data.toString(),
                        log().toString(),
                        "127.0.0.1:3",
                        "/bin/sh",
                        kafka.toString(),
                        "server.properties")
                .inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(starts);
    }
}
