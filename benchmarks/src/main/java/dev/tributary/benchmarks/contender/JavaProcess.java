package dev.tributary.benchmarks.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM to be started, with the Java that runs this one.
 *
 * @param flags of its own; those that all have in common come before them
 */
public record JavaProcess(
        List<String> flags,
        String classpath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {

    public List<String> command(List<String> before, List<String> commonFlags) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(commonFlags);
        command.addAll(flags);
        command.add("-cp");
        command.add(classpath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
