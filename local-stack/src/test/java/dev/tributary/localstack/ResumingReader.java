package dev.tributary.localstack;

import dev.tributary.localstack.HttpView.Event;
import dev.tributary.localstack.HttpView.Events;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows one order as a browser would, and goes on at the next instance when a stream ends or is refused for now: behind the
 * last event that it has read.
 */
final class ResumingReader implements AutoCloseable {

    private final List<HttpView> views;
    private final long order;
    private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private String lastId;
    private final AtomicInteger connections = new AtomicInteger();

    /** @param from a position from which on it follows */
    ResumingReader(List<HttpView> views, long order, String from) {
        this.views = views;
        this.order = order;
        this.lastId = from;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** The next event of the order, which must come soon. */
    Event next() throws InterruptedException {
        Event event = received.poll(90, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event of order " + order + " came within 90 s");
        }
        return event;
    }

    /** How many streams it has had. */
    int connections() {
        return connections.get();
    }

    private void run() {
        for (int i = 0; !closed && pause(); i++) {
            try (Events events = views.get(i % views.size()).follow("orders/stream", "Last-Event-ID", lastId)) {
                connections.incrementAndGet();
                for (Event event = events.nextUnlessOver(); !event.isOver(); event = events.nextUnlessOver()) {
                    lastId = event.id().isEmpty() ? lastId : event.id();
                    if (event.order() == order) {
                        received.add(event);
                    }
                }
            } catch (IOException e) {
                // Away, or not able to now: the next one.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whether to go on. */
    private static boolean pause() {
        try {
            Await.pause();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
