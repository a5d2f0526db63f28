package dev.tributary.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the view over HTTP for orders that have changed, until it answers with the change: one order in {@value #ONE_IN}, every
 * {@value #INTERVAL_MILLIS} ms, since to ask is work for the machine that is measured.
 */
public final class ViewReader implements AutoCloseable {

    private static final int ONE_IN = 5;
    private static final int INTERVAL_MILLIS = 10;

    /** Of a renamed user's orders, how many are asked for, at even distances. */
    private static final int ASKED_OF_USER = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Due(int change, int order) {}

    private final URI base;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Queue<Due> outstanding = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Long> seen = new ConcurrentHashMap<>();
    private final Deque<Integer> toBeRenamed = new ConcurrentLinkedDeque<>();
    private final Thread thread = new Thread(this::ask, "ask-view");
    private volatile @Nullable String name;
    private volatile long renamedAt;
    private volatile boolean closed;
    private volatile @Nullable IOException failure;

    private ViewReader(URI base) {
        this.base = base;
    }

    public static ViewReader start(URI base) {
        ViewReader reader = new ViewReader(base);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    /** A change of an order was appended. */
    public void due(int change, int order) {
        if (change % ONE_IN == 0) {
            outstanding.add(new Due(change, order));
        }
    }

    /** Asks from now on for orders 1 to {@code rows}, until all have a user of that name. To be called once. */
    public void awaitName(String renamed, int rows) {
        int asked = Math.min(rows, ASKED_OF_USER);
        for (int i = 1; i <= asked; i++) {
            toBeRenamed.add((int) ((long) rows * i / asked));
        }
        name = renamed;
    }

    /** When all orders that are asked for had the name, by {@link System#nanoTime()}; to be asked after {@link #await}. */
    public long renamedAt() {
        return renamedAt;
    }

    /** By {@link System#nanoTime()}; empty if the change has not been seen, or is not asked for. */
    public OptionalLong seenAt(int change) {
        Long at = seen.get(change);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /**
     * Returns when everything has been seen that is asked for.
     *
     * @throws ToolException if the time is over before
     */
    public void await(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!outstanding.isEmpty() || (name != null && renamedAt == 0)) {
            if (System.nanoTime() > deadline) {
                throw ToolException.failed("the view does not show " + outstanding.size() + " changes and "
                        + toBeRenamed.size() + " orders of the renamed user, not within " + within);
            }
            @Nullable IOException failed = failure;
            if (failed != null) {
                throw new UncheckedIOException(failed);
            }
            TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
        }
    }

    private void ask() {
        try {
            while (!closed) {
                for (Iterator<Due> due = outstanding.iterator(); due.hasNext(); ) {
                    Due next = due.next();
                    if (ShopTables.changeOf(text(order(next.order), "product_name")) >= next.change) {
                        seen.put(next.change, System.nanoTime());
                        due.remove();
                    }
                }
                @Nullable String renamed = name;
                if (renamed != null && renamedAt == 0) {
                    askForName(renamed);
                }
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As far as they have it; the first that has not is asked for again the next time. */
    private void askForName(String renamed) throws IOException, InterruptedException {
        while (!toBeRenamed.isEmpty()) {
            if (!renamed.equals(text(order(toBeRenamed.getFirst()).path("user"), "name"))) {
                return;
            }
            toBeRenamed.removeFirst();
        }
        renamedAt = System.nanoTime();
    }

    /** Empty if it is not answered. */
    private JsonNode order(int id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(base.resolve("orders/" + id)).build(), HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).textValue();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        http.shutdownNow();
    }
}
