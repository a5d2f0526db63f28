package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A command of {@code ./tributary} that has been run in this process. */
public record RanCommand(int exitCode, String out, String err) {

    public static RanCommand run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new RanCommand(exitCode, out.toString(), err.toString());
    }

    /** Has tables read again, and waits until they are. */
    static void snapshot(LocalStack stack, String... arguments) {
        RanCommand ran = trySnapshot(stack, arguments);
        assertThat(ran.exitCode).as(ran.err).isZero();
    }

    /** Has tables read again, which may fail. */
    static RanCommand trySnapshot(LocalStack stack, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "snapshot",
                "--postgres",
                stack.addresses().postgres(),
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString()));
        line.addAll(List.of(arguments));
        return run(line);
    }
}
