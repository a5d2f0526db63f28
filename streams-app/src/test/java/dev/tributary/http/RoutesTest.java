package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import dev.tributary.http.Endpoint.Access;
import dev.tributary.metrics.AppMetrics;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many requests are handled, and wait, at a time. */
@Timeout(60)
class RoutesTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int MOST_REQUESTS = 4;
    private static final int MOST_WAITING = 8;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore waiting = new Semaphore(0);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final SynchronousQueue<String> meeting = new SynchronousQueue<>();
    private final AtomicBoolean met = new AtomicBoolean();
    private final AtomicInteger tries = new AtomicInteger();
    private final WebServer server = serve();

    @AfterEach
    void stop() {
        reached.countDown();
        server.stop();
    }

    @Test
    void requestsThatWaitKeepNobodyFromBeingAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiters = fillWithWaiters();

        for (int i = 0; i < 2 * MOST_REQUESTS; i++) {
            assertThat(get("/now").statusCode()).isEqualTo(200);
        }
        assertThat(waiters).noneMatch(CompletableFuture::isDone);

        reached.countDown();
        for (CompletableFuture<HttpResponse<String>> waiter : waiters) {
            assertThat(waiter.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertThat(met).as("a quarter of four is handled at a time").isFalse();
    }

    @Test
    void moreThanMayWaitAreRefusedAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiters = fillWithWaiters();

        HttpResponse<String> refused = get("/later");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("urn:tributary:problem:overloaded", "wait for a position");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(waiters).noneMatch(CompletableFuture::isDone);

        reached.countDown();
        for (CompletableFuture<HttpResponse<String>> waiter : waiters) {
            waiter.get(30, TimeUnit.SECONDS);
        }
        assertThat(get("/later").statusCode()).as("there is room again").isEqualTo(200);
    }

    @Test
    void theReasonIsSaidWhenThePositionIsNotReached() throws Exception {
        HttpResponse<String> answer = get("/never");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("urn:tributary:problem:behind");
    }

    /** Waiting may end early, because a partition moves: that is no answer before the deadline. */
    @Test
    void isTriedAgainUntilTheDeadline() throws Exception {
        assertThat(get("/moves").body()).isEqualTo("moved");
        assertThat(tries).hasValue(4);
    }

    /** Other instances wait here for their clients: that keeps them from nothing else either. */
    @Test
    void otherInstancesThatWaitKeepNobodyFromBeingAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiters = new ArrayList<>();
        for (int i = 0; i < 4 * MOST_WAITING; i++) {
            waiters.add(send("/internal/await"));
        }
        assertThat(waiting.tryAcquire(4 * MOST_WAITING, 30, TimeUnit.SECONDS)).isTrue();

        assertThat(get("/internal/now").statusCode()).isEqualTo(200);
        assertThat(get("/now").statusCode()).isEqualTo(200);
        assertThat(get("/internal/await").statusCode()).isEqualTo(503);
        assertThat(waiters).noneMatch(CompletableFuture::isDone);
    }

    private List<CompletableFuture<HttpResponse<String>>> fillWithWaiters() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiters = new ArrayList<>();
        for (int i = 0; i < MOST_WAITING; i++) {
            waiters.add(send("/later"));
            assertThat(waiting.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
        return waiters;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(path).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> send(String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).timeout(SOON).build(), BodyHandlers.ofString());
    }

    private WebServer serve() {
        HttpSettings settings = HttpSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        "unused:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        "http://unused:8081",
                        "TRIBUTARY_HTTP_MAX_REQUESTS",
                        String.valueOf(MOST_REQUESTS),
                        "TRIBUTARY_HTTP_MAX_WAITING",
                        String.valueOf(MOST_WAITING))));
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(new Routes(settings, new RequestMetrics(new AppMetrics()))
                        .of(List.of(
                                endpoint("/now", Access.REQUEST, (request, response) -> response.send("now")),
                                endpoint("/later", Access.REQUEST, (request, response) -> {
                                    if (reached.getCount() > 0) {
                                        throw behind(SOON, () -> {
                                            waiting.release();
                                            reached.await();
                                        });
                                    }
                                    // Two that are handled at the same time meet here.
                                    if (meeting.poll() != null || meeting.offer("here", 50, TimeUnit.MILLISECONDS)) {
                                        met.set(true);
                                    }
                                    response.send("later");
                                }),
                                endpoint("/never", Access.REQUEST, (request, response) -> {
                                    throw behind(Duration.ZERO, () -> {});
                                }),
                                endpoint("/moves", Access.REQUEST, (request, response) -> {
                                    if (tries.incrementAndGet() < 4) {
                                        throw behind(SOON, () -> {});
                                    }
                                    response.send("moved");
                                }),
                                endpoint("/internal/await", Access.INTERNAL_WAIT, (request, response) -> {
                                    waiting.release();
                                    reached.await();
                                    response.send();
                                }),
                                endpoint(
                                        "/internal/now",
                                        Access.INTERNAL,
                                        (request, response) -> response.send("now")))))
                .build()
                .start();
    }

    private static BehindException behind(Duration within, BehindException.Waiting wait) {
        return new BehindException(
                Problem.unavailable("behind", "it is behind"), wait, System.nanoTime() + within.toNanos());
    }

    private static Endpoint endpoint(String path, Access access, Endpoint.Handler handler) {
        return new Endpoint(path, path, "", access, List.of(), Map.of(), List.of(), handler);
    }
}
