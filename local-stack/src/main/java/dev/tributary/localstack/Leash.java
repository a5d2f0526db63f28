package dev.tributary.localstack;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Starts servers under {@code leash.sh}, which ends them when this JVM closes its end of a pipe or is no more, be it by
 * SIGKILL.
 */
final class Leash {

    private final Path script;
    private final Path workingDirectory;

    private Leash(Path script, Path workingDirectory) {
        this.script = script;
        this.workingDirectory = workingDirectory;
    }

    /**
     * Puts the script into {@code folder}.
     *
     * @param workingDirectory of the servers
     */
    static Leash in(Path folder, Path workingDirectory) {
        try {
            return new Leash(copyScriptTo(folder), workingDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copyScriptTo(Path folder) throws IOException {
        Path script = folder.resolve("leash.sh");
        try (InputStream in = Leash.class.getResourceAsStream("leash.sh")) {
            if (in == null) {
                throw new IllegalStateException("leash.sh is missing from the classpath");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            return script;
        }
    }

    /**
     * A server on its leash.
     *
     * @param guard the script's process: it ends when the server has ended, with the server's exit code, and closing its
     *     standard input stops the server
     */
    record Leashed(Process guard, ProcessHandle server) {}

    Leashed start(Launch launch) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command(launch.command(), launch.log(), launch.stopSignal(), launch.grace()));
        builder.directory(workingDirectory.toFile());
        return start(builder, launch.environment(), launch.log());
    }

    /** What is no server of the stack has this JVM's working directory. */
    Leashed start(List<String> program, Map<String, String> environment, Path log, String stopSignal, Duration grace)
            throws IOException {
        return start(new ProcessBuilder(command(program, log, stopSignal, grace)), environment, log);
    }

    private static Leashed start(ProcessBuilder builder, Map<String, String> environment, Path log) throws IOException {
        fill(builder.environment(), environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process guard = builder.start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.UTF_8));
        String pid = output.readLine();
        if (pid == null) {
            throw new IOException("The leash of " + builder.command() + " did not start; see " + log);
        }
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElse(guard.toHandle());
        return new Leashed(guard, server);
    }

    /**
     * What was exported for the project's commands is not for the servers: that would give them other settings. Nor is the
     * user's locale: Kafka does not start under a Turkish one, and a JVM cannot open all files under one without UTF-8.
     */
    static void fill(Map<String, String> inherited, Map<String, String> own) {
        inherited.keySet().removeIf(variable -> variable.startsWith("TRIBUTARY_"));
        inherited.put("LC_ALL", "C.UTF-8");
        inherited.putAll(own);
    }

    private List<String> command(List<String> program, Path log, String stopSignal, Duration grace) {
        List<String> command = new ArrayList<>();
        if (isOnPath("setsid")) {
            // A session of its own: a signal to the terminal's processes does not reach the servers.
            command.add("setsid");
        }
        command.addAll(List.of(
                "/bin/sh",
                script.toString(),
                log.toAbsolutePath().toString(),
                stopSignal,
                Long.toString(grace.toSeconds())));
        command.addAll(program);
        return command;
    }

    static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
