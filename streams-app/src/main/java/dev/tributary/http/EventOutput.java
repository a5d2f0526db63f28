package dev.tributary.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;

/** Where the events of one stream are written. For the thread of the request, but for {@link #isStuck}. */
final class EventOutput {

    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final OutputStream out;
    private long wroteAt = System.nanoTime();
    private volatile long writingSince;

    EventOutput(OutputStream out) {
        this.out = out;
    }

    void write(byte[] event) throws IOException {
        writeUnflushed(event);
        flush();
    }

    void writeUnflushed(byte[] event) throws IOException {
        writingSince = System.nanoTime();
        out.write(event);
        writingSince = 0;
        wroteAt = System.nanoTime();
    }

    void flush() throws IOException {
        writingSince = System.nanoTime();
        out.flush();
        writingSince = 0;
    }

    /** Also the only way to notice that a reader has gone of whom nothing is to be sent. */
    void heartbeatIfDue(Supplier<byte[]> heartbeat) throws IOException {
        if (System.nanoTime() - wroteAt > HEARTBEAT.toNanos()) {
            write(heartbeat.get());
        }
    }

    /** Whether what is being written has not been taken for so long. */
    boolean isStuck(Duration patience) {
        long since = writingSince;
        return since != 0 && System.nanoTime() - since > patience.toNanos();
    }
}
