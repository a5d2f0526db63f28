package dev.tributary.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM of the stack: the Java that runs the launcher, with a small heap. */
final class JavaCommand {

    private static final String CREATE_ARCHIVE = "-XX:+AutoCreateSharedArchive";
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    /** What an archive that is not complete has instead of its first bytes. */
    private static final byte[] NO_MAGIC = new byte[Integer.BYTES];

    private final List<String> arguments = new ArrayList<>();

    private JavaCommand() {}

    /** @param temporary where it unpacks native libraries, which nobody deletes if it is killed */
    static JavaCommand withHeap(int megabytes, Path temporary) {
        JavaCommand command = new JavaCommand();
        command.arguments.add(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.arguments.add("-Xmx" + megabytes + "m");
        command.arguments.add("-XX:+UseSerialGC");
        command.arguments.add("-XX:+ExitOnOutOfMemoryError");
        command.arguments.add("-Djava.awt.headless=true");
        // Whatever JAVA_TOOL_OPTIONS has: in Turkish the broker does not start.
        command.arguments.add("-Duser.language=en");
        command.arguments.add("-Djava.io.tmpdir=" + temporary);
        return command;
    }

    JavaCommand flag(String flag) {
        arguments.add(flag);
        return this;
    }

    /**
     * Keeps the loaded and linked classes in a file (a dynamic archive of class data sharing) from the first ordered end on,
     * so that the next start is faster. The JVM makes the file again when a jar of the class path has changed.
     *
     * @throws UncheckedIOException if the archive cannot be read, or what is left of one cannot be deleted
     */
    JavaCommand classArchive(Path archive) {
        deleteIncomplete(archive);
        flag(CREATE_ARCHIVE);
        flag(ARCHIVE + archive);
        // Of each class that the file cannot hold, the JVM warns on standard output.
        return flag("-Xlog:" + (Runtime.version().feature() >= 25 ? "aot*" : "cds*") + "=error");
    }

    /** The same command without an archive: a JVM does not write one with an agent, and does not start if it is to. */
    static List<String> withoutClassArchive(List<String> command) {
        return command.stream()
                .filter(argument -> !argument.equals(CREATE_ARCHIVE) && !argument.startsWith(ARCHIVE))
                .toList();
    }

    /**
     * The JVM writes the first bytes last. Where it was killed before, they are zero, and later ones would run without any
     * archive, and not replace it.
     */
    private static void deleteIncomplete(Path archive) {
        try {
            if (Files.exists(archive)) {
                boolean complete;
                try (InputStream in = Files.newInputStream(archive)) {
                    complete = !Arrays.equals(in.readNBytes(NO_MAGIC.length), NO_MAGIC);
                }
                if (!complete) {
                    Files.delete(archive);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The logging of what comes from Kafka's distribution. */
    JavaCommand log4j(Path configuration) {
        return flag("-Dlog4j2.configurationFile=" + configuration);
    }

    List<String> main(String classpath, String mainClass, String... programArguments) {
        arguments.add("-cp");
        arguments.add(classpath);
        arguments.add(mainClass);
        arguments.addAll(List.of(programArguments));
        return List.copyOf(arguments);
    }

    List<String> jar(Path jar) {
        arguments.add("-jar");
        arguments.add(jar.toString());
        return List.copyOf(arguments);
    }
}
