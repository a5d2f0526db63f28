package dev.tributary.benchmarks.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many readers of one URL, who count what they get.
 *
 * <p>Arguments: port, path, readers, how many times each is to get the text that is counted, the text that says that a reader
 * is there, the text that is counted. Says {@code ready} when all are there, and, when all have got everything,
 * {@code counted bytes seconds}, the time from the first that is counted to the last.
 */
public final class StreamReaders {

    private static final long PATIENCE_SECONDS = 120;

    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong first = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private final CountDownLatch there;
    private final CountDownLatch done;
    private final int each;
    private final byte[] greeting;
    private final byte[] mark;

    private StreamReaders(int readers, int each, String greeting, String mark) {
        this.there = new CountDownLatch(readers);
        this.done = new CountDownLatch(readers);
        this.each = each;
        this.greeting = greeting.getBytes(StandardCharsets.US_ASCII);
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int number = Integer.parseInt(arguments[2]);
        StreamReaders readers = new StreamReaders(number, Integer.parseInt(arguments[3]), arguments[4], arguments[5]);
        for (int i = 0; i < number; i++) {
            Thread.ofPlatform().daemon().start(() -> readers.read(port, arguments[1]));
        }
        if (!readers.there.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            System.exit(1);
        }
        System.out.println("ready");
        if (!readers.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            System.err.println("only " + readers.counted + " of what was to come has come");
            System.exit(1);
        }
        System.out.printf(
                Locale.ROOT,
                "%d %d %.4f%n",
                readers.counted.get(),
                readers.bytes.get(),
                (readers.last.get() - readers.first.get()) / 1e9);
    }

    private void read(int port, String path) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            Matching hello = new Matching(greeting);
            Matching wanted = new Matching(mark);
            boolean greeted = false;
            int got = 0;
            for (int length = in.read(buffer); length >= 0 && got < each; length = in.read(buffer)) {
                int from = 0;
                if (!greeted) {
                    from = hello.firstEnd(buffer, length);
                    if (from < 0) {
                        continue;
                    }
                    greeted = true;
                    there.countDown();
                }
                int found = wanted.count(buffer, from, length);
                bytes.addAndGet(length - from);
                if (found > 0) {
                    long now = System.nanoTime();
                    first.compareAndSet(0, now);
                    last.accumulateAndGet(now, Math::max);
                    counted.addAndGet(found);
                    got += found;
                }
            }
            if (got >= each) {
                done.countDown();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    /** Finds a text in a stream of pieces. The text must not begin with what it goes on with. */
    private static final class Matching {
        private final byte[] text;
        private int matched;

        Matching(byte[] text) {
            this.text = text;
        }

        int count(byte[] piece, int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                count += next(piece[i]) ? 1 : 0;
            }
            return count;
        }

        int firstEnd(byte[] piece, int to) {
            for (int i = 0; i < to; i++) {
                if (next(piece[i])) {
                    return i + 1;
                }
            }
            return -1;
        }

        private boolean next(byte value) {
            if (value == text[matched]) {
                matched++;
            } else {
                matched = value == text[0] ? 1 : 0;
            }
            if (matched == text.length) {
                matched = 0;
                return true;
            }
            return false;
        }
    }
}
