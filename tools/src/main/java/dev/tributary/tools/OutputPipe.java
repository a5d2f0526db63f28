package dev.tributary.tools;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Notices that nobody reads standard output any more, also while nothing is printed, so that
 * {@code ./tributary watch | head -1} ends.
 *
 * <p>The JVM ignores SIGPIPE, and Java has no poll(2) for a pipe but an internal one of its channels. The launcher opens that one
 * ({@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}); without it, nothing is noticed before something is printed.
 */
final class OutputPipe {

    private static final long TICK_MILLIS = 1_000;

    private final Runnable action;
    private volatile boolean stopped;

    private OutputPipe(Runnable action) {
        this.action = action;
    }

    /** @param action run once, in a thread of its own, when nobody reads */
    static OutputPipe onUnread(Runnable action) {
        OutputPipe pipe = new OutputPipe(action);
        poll().ifPresent(
                        poll -> Thread.ofPlatform().name("output-pipe").daemon().start(() -> pipe.watch(poll)));
        return pipe;
    }

    private static Optional<MethodHandle> poll() {
        try {
            Class<?> net = Class.forName("sun.nio.ch.Net");
            return Optional.of(MethodHandles.privateLookupIn(net, MethodHandles.lookup())
                    .findStatic(
                            net,
                            "poll",
                            MethodType.methodType(int.class, FileDescriptor.class, int.class, long.class)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private void watch(MethodHandle poll) {
        try {
            while (!stopped) {
                // No event is requested: POLLERR (pipe), POLLHUP (socket) and POLLNVAL (closed) come in any case.
                int events = (int) poll.invokeExact(FileDescriptor.out, 0, TICK_MILLIS);
                if (events != 0 && !stopped) {
                    action.run();
                    return;
                }
            }
        } catch (Throwable e) {
            // Standard output is closed, or is nothing that can be polled.
        }
    }

    void stop() {
        stopped = true;
    }
}
