package dev.tributary.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    private static final int ENDED_BY_ITSELF = 17;

    /** Prints a line, and then nothing, and runs until it is stopped. */
    static final class Silent {
        private Silent() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch stopped = new CountDownLatch(1);
            StopSignal signal = StopSignal.onSignal(stopped::countDown);
            System.out.println("a line");
            stopped.await();
            signal.release();
            System.exit(ENDED_BY_ITSELF);
        }
    }

    @Test
    void endsWhenNobodyReadsTheOutputThoughNothingIsPrinted() throws Exception {
        assertThat(exitCode("| head -1 >/dev/null")).isEqualTo(ENDED_BY_ITSELF);
    }

    /** Of the command in front of the pipe. */
    private static int exitCode(String pipe) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "'" + java + "' --add-opens java.base/sun.nio.ch=ALL-UNNAMED -cp '"
                                + System.getProperty("java.class.path") + "' '" + Silent.class.getName() + "' " + pipe
                                + "; exit ${PIPESTATUS[0]}")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            return shell.exitValue();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
