package dev.tributary.benchmarks.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of this module. */
public final class PeerProcess {

    private static final String PACKAGE = "dev.tributary.benchmarks.peers.";

    private PeerProcess() {}

    /**
     * One that runs until its work is done or it is told to stop.
     *
     * @param mainClass simple name of a class in {@code peers}
     */
    public static JavaProcess of(Path project, String mainClass, List<String> arguments) {
        Path target = project.resolve("benchmarks/target");
        String classpath = target.resolve("classes") + ":" + target.resolve("lib") + "/*";
        return new JavaProcess(List.of(), classpath, PACKAGE + mainClass, arguments, Map.of());
    }
}
