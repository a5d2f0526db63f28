package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Contenders;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.tools.ProgressLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One benchmark at work: what was asked for, the servers, and what was found so far. */
final class Session {

    private final Choices choices;
    private final @Nullable Servers servers;
    private final Path project;
    private final Results results;
    private final ProgressLine progress;
    private final List<Contender> strangers;

    /** @param strangers contenders of the caller's, which take part too */
    Session(
            Choices choices,
            @Nullable Servers servers,
            Path project,
            Results results,
            ProgressLine progress,
            List<Contender> strangers) {
        this.choices = choices;
        this.servers = servers;
        this.project = project;
        this.results = results;
        this.progress = progress;
        this.strangers = strangers;
    }

    Choices choices() {
        return choices;
    }

    Servers servers() {
        if (servers == null) {
            throw new IllegalStateException(results.benchmark() + " said that it needs no servers");
        }
        return servers;
    }

    Path project() {
        return project;
    }

    Results results() {
        return results;
    }

    void progress(String text) {
        progress.update(text);
    }

    void note(String text) {
        progress.note(text);
    }

    /** Kept at once, so that a run that is broken off is not lost. */
    void found(Row row) {
        results.add(row);
        results.write(project.resolve("benchmarks/target/partial"));
    }

    /** Those asked for, else those named, and the caller's; who cannot take part is reported and left out. */
    List<Contender> contenders(String... otherwise) {
        List<Contender> all = new ArrayList<>();
        for (String name : choices.contenders(otherwise)) {
            if (strangers.stream().noneMatch(stranger -> stranger.name().equals(name))) {
                all.add(Contenders.named(name));
            }
        }
        all.addAll(strangers);
        List<Contender> present = new ArrayList<>();
        for (Contender contender : all) {
            Optional<String> absence = contender.absence(project);
            if (absence.isPresent()) {
                note("  " + contender.name() + " is absent: " + absence.get());
            } else {
                present.add(contender);
            }
        }
        return present;
    }
}
