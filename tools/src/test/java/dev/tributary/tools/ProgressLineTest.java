package dev.tributary.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private final StringWriter written = new StringWriter();
    private final AtomicLong clock = new AtomicLong();

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintWriter(written), terminal, clock::get);
    }

    @Test
    void isRewrittenOnATerminal() {
        ProgressLine line = line(true);
        line.update("a");
        line.update("a");
        line.update("b");
        line.clear();

        assertThat(written.toString()).isEqualTo("\r\u001b[2Ka\r\u001b[2Kb\r\u001b[2K");
    }

    @Test
    void isALineNowAndThenElsewhere() {
        ProgressLine line = line(false);
        line.update("a");
        line.update("b");
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        line.update("c");

        assertThat(written.toString().lines()).containsExactly("a", "c");
    }
}
