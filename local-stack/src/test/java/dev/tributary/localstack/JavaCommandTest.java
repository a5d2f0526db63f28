package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {

    private Path folder;
    private Path archive;

    @BeforeEach
    void start(@TempDir Path temporary) {
        folder = temporary;
        archive = temporary.resolve("some.jsa");
    }

    @Test
    void writesAnArchiveOnceAndUsesItFromThenOn() throws Exception {
        assertThat(run(command())).startsWith("0: ");
        assertThat(archive).exists();
        assertThat(run(command("-Xshare:on"))).as("only with an archive").startsWith("0: ");
    }

    /** It would never be replaced, and no archive at all would be used. */
    @Test
    void deletesWhatIsLeftOfAnArchiveThatWasBrokenOff() throws Exception {
        run(command());
        byte[] complete = Files.readAllBytes(archive);
        Files.write(archive, new byte[4096]);

        List<String> command = command();

        assertThat(archive).doesNotExist();
        run(command);
        assertThat(Files.size(archive)).isGreaterThan(complete.length / 2);
    }

    /** The JVM refuses to start with both. */
    @Test
    void canBeTakenBackForAJvmWithAnAgent() throws Exception {
        List<String> command = JavaCommand.withoutClassArchive(command());

        assertThat(command).noneMatch(argument -> argument.contains("Archive"));
        assertThat(run(command)).startsWith("0: ");
        assertThat(archive).doesNotExist();
    }

    /** A program that loads some classes and ends. */
    private List<String> command() {
        return command("-Xshare:auto");
    }

    private List<String> command(String flag) {
        return JavaCommand.withHeap(64, folder)
                .classArchive(archive)
                .flag(flag)
                .flag("-version")
                .main("unused", "Unused");
    }

    /** Exit code and output. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + output;
    }
}
