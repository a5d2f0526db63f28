package dev.tributary.benchmarks.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Asks for paths of a file, one after the other on each of its connections, and says how many answers came in a second and
 * how long they took. At a rate, the clock of a request starts when it was due, whether or not the one before has been
 * answered by then.
 *
 * <p>Arguments: port, file of paths, connections, seconds to warm up, seconds to measure, requests a second or 0 for as many
 * as can be. Prints {@code requests/s p50 p99 p99.9 failures}, times in microseconds.
 */
public final class Load {

    private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private final int port;
    private final List<byte[]> requests;
    private final Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    private Load(int port, List<String> paths) {
        this.port = port;
        this.requests = paths.stream()
                .map(path ->
                        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    public static void main(String[] arguments) throws Exception {
        Load load = new Load(Integer.parseInt(arguments[0]), Files.readAllLines(Path.of(arguments[1])));
        int connections = Integer.parseInt(arguments[2]);
        double warm = Double.parseDouble(arguments[3]);
        double seconds = Double.parseDouble(arguments[4]);
        double rate = Double.parseDouble(arguments[5]);
        load.run(connections, warm, seconds, rate);
        System.out.printf(
                Locale.ROOT,
                "%.1f %d %d %d %d%n",
                load.answers.get() / seconds,
                load.micros.getValueAtPercentile(50),
                load.micros.getValueAtPercentile(99),
                load.micros.getValueAtPercentile(99.9),
                load.failures.get());
    }

    private void run(int connections, double warm, double seconds, double rate) throws InterruptedException {
        long begin = System.nanoTime();
        long from = begin + (long) (warm * 1e9);
        long until = from + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int number = i;
            double interval = rate == 0 ? 0 : connections / rate * 1e9;
            threads.add(Thread.ofPlatform().start(() -> ask(number, begin, from, until, interval, connections)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void ask(int number, long begin, long from, long until, double interval, int connections) {
        Random random = new Random(number);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (long i = 0; ; i++) {
                long due = interval == 0
                        ? System.nanoTime()
                        : begin + (long) (interval * (i + (double) number / connections));
                if (due >= until) {
                    return;
                }
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                socket.getOutputStream().write(requests.get(random.nextInt(requests.size())));
                boolean right = readAnswer(in);
                long now = System.nanoTime();
                if (due >= from && now < until) {
                    answers.incrementAndGet();
                    micros.recordValue(Math.min(HIGHEST_MICROS, (now - due) / 1000));
                    if (!right) {
                        failures.incrementAndGet();
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            failures.incrementAndGet();
            System.err.println(e);
        }
    }

    /** Whether it was 200. */
    private static boolean readAnswer(InputStream in) throws IOException {
        String status = line(in);
        long length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Long.parseLong(header.substring(15).trim());
            }
        }
        if (length < 0) {
            throw new IOException("an answer without a length: " + status);
        }
        in.skipNBytes(length);
        return status.startsWith("HTTP/1.1 200");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
