package dev.tributary.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** As {@link Silent}, and its standard output is a socket, which its peer closes. */
    static final class SilentOnSocket {
        private SilentOnSocket() {}

        public static void main(String[] arguments) throws Exception {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(arguments[0]);
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    SocketChannel output = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(address);
                output.connect(address);
                server.accept().close();
                FileDescriptor socket =
                        (FileDescriptor) opened(output.getClass(), "getFD").invoke(output);
                Class<?> descriptors = Class.forName("sun.nio.ch.IOUtil");
                opened(descriptors, "setfdVal", FileDescriptor.class, int.class)
                        .invoke(
                                null,
                                FileDescriptor.out,
                                opened(descriptors, "fdVal", FileDescriptor.class)
                                        .invoke(null, socket));
                CountDownLatch stopped = new CountDownLatch(1);
                StopSignal signal = StopSignal.onSignal(stopped::countDown);
                stopped.await();
                signal.release();
                System.exit(ENDED_BY_ITSELF);
            }
        }

        private static Method opened(Class<?> of, String name, Class<?>... parameters) throws Exception {
            Method method = of.getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return method;
        }
    }

    @Test
    void endsWhenThePeerClosesTheSocketThatIsTheOutput(@TempDir Path folder) throws Exception {
        assertThat(exitCode(SilentOnSocket.class, "'" + folder.resolve("output") + "'"))
                .isEqualTo(ENDED_BY_ITSELF);
    }

    @Test
    void endsWhenNobodyReadsTheOutputThoughNothingIsPrinted() throws Exception {
        assertThat(exitCode(Silent.class, "| head -1 >/dev/null")).isEqualTo(ENDED_BY_ITSELF);
    }

    /** @param rest of the command line: arguments, or a pipe */
    private static int exitCode(Class<?> program, String rest) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "'" + java + "' --add-opens java.base/sun.nio.ch=ALL-UNNAMED -cp '"
                                + System.getProperty("java.class.path") + "' '" + program.getName() + "' " + rest
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
