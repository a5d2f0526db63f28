package dev.tributary.http;

/**
 * Ends a request that is to reflect a position which the view has not reached yet. What handles requests waits for that,
 * without what the request has occupied, and has it handled once more.
 */
final class BehindException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Waiting waiting;
    private final long deadlineNanos;

    /** @param deadlineNanos until when the client wants to wait, by {@link System#nanoTime} */
    BehindException(Problem problem, Waiting waiting, long deadlineNanos) {
        super(problem);
        this.waiting = waiting;
        this.deadlineNanos = deadlineNanos;
    }

    /** Blocks until another try may succeed, or the deadline is over. */
    interface Waiting {
        void await() throws InterruptedException;
    }

    void await() throws InterruptedException {
        waiting.await();
    }

    boolean isOver() {
        return System.nanoTime() - deadlineNanos >= 0;
    }
}
