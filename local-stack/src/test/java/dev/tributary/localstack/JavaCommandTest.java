package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** {@code java -version} loads classes enough. */
    @Test
    void writesAnArchiveOnceAndUsesItFromThenOn() throws Exception {
        assertThat(run(command())).startsWith("0: ");
        assertThat(archive).exists();
        assertThat(run(with(command(), "-Xshare:on"))).startsWith("0: ").doesNotContain("rror");
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

    private List<String> command() {
        List<String> command = new ArrayList<>(
                JavaCommand.withHeap(64, folder).classArchive(archive).main("nowhere", "unused"));
        return with(command.subList(0, command.size() - 3), "-version");
    }

    private static List<String> with(List<String> command, String argument) {
        List<String> longer = new ArrayList<>(command);
        longer.add(longer.get(longer.size() - 1).equals("-version") ? longer.size() - 1 : longer.size(), argument);
        return longer;
    }

    /** Exit code and output. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return process.waitFor() + ": " + output;
    }
}
