package dev.tributary.tools.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LagCommandTest {

    /** The endpoints file, if there is one, is not read: another server is named. */
    @Test
    void saysThatCaptureIsNotCheckedIfTheDatabaseIsNotKnown() throws Exception {
        StringWriter err = new StringWriter();
        CountDownLatch listens = new CountDownLatch(1);
        Thread command = Thread.ofPlatform().start(() -> {
            int unused = Main.commandLine()
                    .setOut(new PrintWriter(new Notified(listens)))
                    .setErr(new PrintWriter(err, true))
                    .execute("lag", "--listen", "127.0.0.1:0", "--bootstrap-servers", "127.0.0.1:1");
        });
        try {
            assertThat(listens.await(30, TimeUnit.SECONDS)).as("it listens").isTrue();
        } finally {
            command.interrupt();
            command.join();
        }
        assertThat(err.toString()).contains("capture is not checked: pass --postgres");
    }

    private static final class Notified extends Writer {
        private final CountDownLatch flushed;

        Notified(CountDownLatch flushed) {
            this.flushed = flushed;
        }

        @Override
        public void write(char[] text, int from, int length) {
            // What is printed is of no interest here.
        }

        @Override
        public void flush() {
            flushed.countDown();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
