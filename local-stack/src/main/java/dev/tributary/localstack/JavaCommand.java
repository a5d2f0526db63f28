package dev.tributary.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of the stack: the Java that runs the launcher, with a small heap. */
final class JavaCommand {

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
     */
    JavaCommand classArchive(Path archive) {
        flag("-XX:+AutoCreateSharedArchive");
        flag("-XX:SharedArchiveFile=" + archive);
        // The JVM warns on standard output of each class that the file cannot hold.
        flag("-Xlog:disable");
        return flag("-Xlog:all=error:stderr");
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
