package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All of it is stopped or killed, and started again on its data in any order: nothing has to be started a second time. */
@Tag("chaos")
@ExtendWith(LocalStackExtension.class)
class StartStopIT {

    private static final Duration SOON = Duration.ofMinutes(3);

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    StartStopIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    /** Who needs others comes before them. */
    @Test
    void everythingIsStoppedAndStartedTheWrongWayRound() throws Exception {
        change("before a stop");
        for (ServerProcess process : stack.processes()) {
            process.stop();
        }

        start(Part.APPLICATION, Part.CONNECT, Part.REGISTRY, Part.KAFKA, Part.POSTGRES);

        isRightAndGoesOn();
    }

    @Test
    void everythingIsKilledAtOnceAndStartedInAnotherOrder() throws Exception {
        for (int i = 0; i < 20; i++) {
            change("just before a kill");
        }
        List<CompletableFuture<Void>> kills = new ArrayList<>();
        for (ServerProcess process : stack.processes()) {
            kills.add(inBackground(process::kill));
        }
        await(kills);

        start(Part.CONNECT, Part.KAFKA, Part.APPLICATION, Part.POSTGRES, Part.REGISTRY);

        isRightAndGoesOn();
    }

    @Test
    void whatIsReadFromComesLastAndWhatIsCapturedFirst() throws Exception {
        change("before a stop");
        for (ServerProcess process : stack.processes()) {
            process.stop();
        }

        start(Part.POSTGRES, Part.APPLICATION, Part.REGISTRY, Part.CONNECT, Part.KAFKA);

        isRightAndGoesOn();
    }

    private void change(String name) throws Exception {
        shop.order(shop.user(name), name);
    }

    private void isRightAndGoesOn() throws Exception {
        DatabaseEquality.await(stack);
        long order = shop.order(shop.user("Goes on"), "goes on");
        view.awaitUser(order);
        shop.execute("UPDATE users SET name = 'Went on' WHERE name = 'Goes on'");
        DatabaseEquality.await(stack);
        assertThat(stack.processes()).allMatch(ServerProcess::isAlive);
    }

    /** Each is started when the one before has begun to speak, whether or not it works yet; returns when all do. */
    private void start(Part... order) throws Exception {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (Part part : order) {
            ServerProcess process = stack.process(part);
            long said = size(process.log());
            starts.add(inBackground(() -> process.restart(SOON)));
            Await.until(() -> part + " says nothing", SOON, () -> size(process.log()) > said);
            if (part == Part.APPLICATION || part == Part.CONNECT) {
                // It has noticed that something is away, if that is so.
                Await.until(() -> part + " says little", SOON, () -> size(process.log()) > said + 1_000);
            }
        }
        await(starts);
    }

    private static long size(Path log) throws Exception {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    private static void await(List<CompletableFuture<Void>> all) throws Exception {
        for (CompletableFuture<Void> one : all) {
            one.get(SOON.toSeconds() + 30, TimeUnit.SECONDS);
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static CompletableFuture<Void> inBackground(Step step) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        step.run();
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }
}
