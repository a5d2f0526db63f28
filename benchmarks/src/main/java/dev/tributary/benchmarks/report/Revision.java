package dev.tributary.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was measured: the commit, and whether there was more than that. */
final class Revision {

    private Revision() {}

    static String of(Path project) {
        String commit = git(project, "rev-parse", "--short", "HEAD");
        boolean more =
                !git(project, "status", "--porcelain", "--untracked-files=no").isEmpty();
        return commit + (more ? " with changes" : "");
    }

    private static String git(Path project, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
