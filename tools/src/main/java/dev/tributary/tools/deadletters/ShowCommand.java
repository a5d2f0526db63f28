package dev.tributary.tools.deadletters;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.ViewOption;
import dev.tributary.tools.topic.RecordDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "show", description = "Show all of one dead letter: where it was, why it died, and what is in it.")
final class ShowCommand implements Callable<Integer> {

    private static final int SHOWN_BYTES = 1024;
    private static final int BYTES_A_LINE = 32;

    @Parameters(paramLabel = "ORIGIN", description = "As `dead-letters list` names it.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String origin;

    @Option(names = "--value-to", paramLabel = "FILE", description = "Write the bytes of the value to a new file.")
    private @Nullable Path file;

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final DeadLetterOptions options = new DeadLetterOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        DeadLetter letter = options.read().select(List.of(origin), false).getFirst();
        PrintWriter out = spec.commandLine().getOut();
        out.println("origin     " + letter.origin());
        out.println("key        "
                + Terminal.printable(letter.recordKey(options.named(view)).toString()));
        out.println("time       " + Instant.ofEpochMilli(letter.timestamp()) + ", dead since " + letter.since());
        out.println("stage      " + letter.stage() + ", at " + letter.processor());
        out.println("exception  " + letter.exception());
        out.println("           " + Terminal.printable(letter.message()));
        for (Header header : letter.headers()) {
            out.println("header     " + header.key() + " = " + text(header.value()));
        }
        byte @Nullable [] value = letter.value();
        out.println("value      "
                + (letter.isShortened() ? "too large: all of the record is only in its own topic" : describe(value)));
        if (value != null) {
            if (file != null) {
                write(file, value);
            } else {
                out.println(readable(letter.origin().topic(), value));
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String describe(byte @Nullable [] value) {
        return value == null ? "null" : value.length + " bytes";
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** As JSON if it can be decoded by the schema that it names, and as bytes if not. */
    private String readable(String topic, byte[] value) {
        try (RecordDecoder decoder = RecordDecoder.open(options.registry())) {
            return decoder.decode(topic, value).toString();
        } catch (SchemaRegistryUnavailableException e) {
            return hex(value) + "(not decoded: " + e.getMessage() + ")";
        } catch (SerializationException e) {
            return hex(value);
        }
    }

    private static String hex(byte[] value) {
        StringBuilder lines = new StringBuilder();
        int shown = Math.min(value.length, SHOWN_BYTES);
        HexFormat format = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < shown; at += BYTES_A_LINE) {
            int end = Math.min(at + BYTES_A_LINE, shown);
            String ascii = new String(value, at, end - at, StandardCharsets.US_ASCII).replaceAll("[^ -~]", ".");
            lines.append("  %-95s  %s%n".formatted(format.formatHex(value, at, end), ascii));
        }
        if (shown < value.length) {
            lines.append("  … all of it by --value-to FILE\n");
        }
        return lines.toString();
    }

    private static void write(Path file, byte[] value) {
        try {
            Files.write(file, value, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw ToolException.failed("cannot write " + file + ": " + e, e);
        }
    }
}
