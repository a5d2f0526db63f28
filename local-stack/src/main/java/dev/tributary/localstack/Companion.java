package dev.tributary.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process beside the stack, such as a contender of a benchmark. Known by its pid. */
public final class Companion {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Leash.Leashed leashed;

    private Companion(Leash.Leashed leashed) {
        this.leashed = leashed;
    }

    static Companion start(Leash leash, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        return new Companion(leash.start(command, environment, log, "TERM", GRACE));
    }

    public long pid() {
        return leashed.server().pid();
    }

    public boolean isAlive() {
        return leashed.server().isAlive();
    }

    /** SIGTERM, and SIGKILL if that is not enough; returns when it is gone. */
    public void stop() throws InterruptedException {
        try {
            leashed.guard().getOutputStream().close();
        } catch (IOException e) {
            // The guard is gone, and with it the process.
        }
        if (!leashed.guard().waitFor(GRACE.plusSeconds(5).toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() throws InterruptedException {
        leashed.server().destroyForcibly();
        boolean ended = leashed.guard().waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            throw new StackException("Process " + pid() + " is still there after SIGKILL");
        }
    }
}
