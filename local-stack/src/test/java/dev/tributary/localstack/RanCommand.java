package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A command of {@code ./tributary} that has been run in this process. */
record RanCommand(int exitCode, String out, String err) {

    static RanCommand run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new RanCommand(exitCode, out.toString(), err.toString());
    }

    /** Has tables read once more. */
    static void snapshot(LocalStack stack, String... arguments) {
        List<String> line = new ArrayList<>(
                List.of("snapshot", "--postgres", stack.addresses().postgres()));
        line.addAll(List.of(arguments));
        RanCommand ran = run(line);
        assertThat(ran.exitCode).as(ran.err).isZero();
    }
}
