package dev.tributary.tools;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What ends a command that runs until it is stopped: Ctrl-C, SIGTERM, and a standard output that nobody reads any more. Runs the
 * action; at a signal it then holds the process until the command has released it, for a few seconds at most.
 */
public final class StopSignal {

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private final OutputPipe output;

    private StopSignal(Runnable action) {
        hook = new Thread(() -> stop(action), "tributary-stop");
        output = OutputPipe.onUnread(action);
    }

    public static StopSignal onSignal(Runnable action) {
        StopSignal signal = new StopSignal(action);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop(Runnable action) {
        action.run();
        try {
            boolean ended = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                System.err.println("tributary: gave up waiting for a clean end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended, or is about to. */
    public void release() {
        finished.countDown();
        output.stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook is what is waiting for us.
        }
    }
}
