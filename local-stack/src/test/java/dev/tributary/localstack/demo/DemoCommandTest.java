package dev.tributary.localstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoCommandTest {

    private final StringWriter err = new StringWriter();

    @Test
    void aViewThatIsNoneOfTheProjectsIsRefused() {
        int exitCode = Main.commandLine(new DemoCommand())
                .setErr(new PrintWriter(err, true))
                .execute("demo", "--view", "school.sql");

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'--view'", "[SHOP, INVENTORY]");
    }
}
