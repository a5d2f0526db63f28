package dev.tributary.http;

/**
 * Ends a request that is to reflect a position which the view has not reached yet. What handles requests waits for that,
 * without what the request has occupied, and has it handled once more.
 */
final class BehindException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Waiting waiting;

    BehindException(Problem problem, Waiting waiting) {
        super(problem);
        this.waiting = waiting;
    }

    /** Blocks until another try may succeed, or the time that the client gives is over. */
    interface Waiting {
        void await() throws InterruptedException;
    }

    void await() throws InterruptedException {
        waiting.await();
    }
}
