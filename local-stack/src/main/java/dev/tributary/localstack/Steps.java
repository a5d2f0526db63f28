package dev.tributary.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs the steps of a start side by side, each as soon as those that it needs are done. The first failure ends all. */
final class Steps implements AutoCloseable {

    /** What a step does. */
    interface Work {
        void run() throws Exception;
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final List<CompletableFuture<Void>> all = new ArrayList<>();

    /** The last of a line of steps: nothing waits for it but {@link #await}. */
    void lastStep(Work work, CompletableFuture<?>... needed) {
        all.add(CompletableFuture.allOf(needed).thenRunAsync(() -> run(work), threads));
    }

    CompletableFuture<Void> step(Work work, CompletableFuture<?>... needed) {
        lastStep(work, needed);
        return all.getLast();
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (Exception e) {
            failure.completeExceptionally(e);
            throw new CompletionException(e);
        }
    }

    /** Returns when all steps are done; throws what the first one that failed has thrown. */
    void await() throws InterruptedException {
        CompletableFuture<Void> success = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        try {
            CompletableFuture.anyOf(failure, success).get();
        } catch (ExecutionException e) {
            Throwable cause = failure.isCompletedExceptionally() ? failure.exceptionNow() : e.getCause();
            throw cause instanceof StackException known ? known : new StackException(String.valueOf(cause), cause);
        }
    }

    /** Interrupts what is still running. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
