package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import dev.tributary.config.ViewFile;
import dev.tributary.http.ReceivedEvents.Event;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ReaderLeases;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over HTTP: which are refused, and that what they hold is given back. */
@Timeout(120)
class StreamRouteTest {

    private static final int MOST_STREAMS = 20;
    private static final int MOST_CATCHING_UP = 8;
    private static final Duration DELETIONS_KEPT = Duration.ofDays(7);
    private static final Position BEGIN = Position.none(FakeTopic.PARTITIONS);

    /** More than the feed reads when it begins. */
    private static final int MANY = 10_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeTopic topic = new FakeTopic();
    private final ChangeFeed feed =
            new ChangeFeed(topic::reader, () -> ReaderLeases.lasting(FakeTopic.PARTITIONS), FakeTopic.PARTITIONS);
    private final StreamRoute route = new StreamRoute(
            new StreamSources(feed, new EmptyPages(), topic::reader, topic.json, topic.tokens, Duration.ofSeconds(2)),
            DELETIONS_KEPT);
    private final WebServer server = serve();
    private final List<InputStream> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore moving = new Semaphore(1);

    @AfterEach
    void stop() throws IOException {
        for (InputStream stream : open) {
            stream.close();
        }
        route.close();
        feed.close();
        server.stop();
        threads.shutdownNow();
    }

    @Test
    void streamsEventsToManyClients() throws Exception {
        List<ReceivedEvents> clients = new ArrayList<>();
        for (int i = 0; i < MOST_STREAMS; i++) {
            HttpResponse<InputStream> response = get("?state=true");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
            clients.add(events(response));
        }
        for (ReceivedEvents events : clients) {
            assertThat(events.next().name()).isEqualTo("live");
        }
        topic.order(5, 1, 7);
        for (ReceivedEvents events : clients) {
            assertThat(events.next().text()).isEqualTo("order 5 × 7");
        }
        assertRefused(get(""), 503, "overloaded");
        assertThat(topic.opened()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBeResumed() throws Exception {
        assertRefused(get("", "Last-Event-ID", "nonsense"), 400, "invalid-position");
        assertRefused(get("", "Last-Event-ID", id(BEGIN, DELETIONS_KEPT.plusMinutes(1))), 410, "gone");
        assertThat(get("", "Last-Event-ID", id(BEGIN, DELETIONS_KEPT.minusMinutes(1)))
                        .statusCode())
                .isEqualTo(200);
        assertRefused(get("?state=maybe"), 400, "invalid-parameter");
        assertRefused(get("?user_id=ada"), 400, "invalid-parameter");
    }

    @Test
    void anEmptyLastEventIdIsNone() throws Exception {
        HttpResponse<InputStream> response = get("", "Last-Event-ID", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(events(response).next().name()).isEqualTo("live");
    }

    @Test
    void refusesAStateThatCannotBeReadBeforeItsFirstByte() throws Exception {
        moving.acquire();

        assertRefused(get("?state=true"), 503, "not-available");
    }

    /** Each has a consumer of its own, until it has caught up. */
    @Test
    void soManyCatchUpAtATime() throws Exception {
        for (int i = 0; i < MANY; i++) {
            topic.order(i % 1_000, 1, i);
        }
        assertThat(events(get("")).next().name()).isEqualTo("live");
        topic.hold();
        String id = id(BEGIN, Duration.ofHours(1));
        // Nothing comes of a response, its status neither, before its first event.
        List<CompletableFuture<HttpResponse<InputStream>>> catchingUp = new ArrayList<>();
        for (int i = 0; i < MOST_CATCHING_UP; i++) {
            catchingUp.add(CompletableFuture.supplyAsync(() -> resume(id), threads));
        }
        while (topic.open() < 1 + MOST_CATCHING_UP) {
            Thread.onSpinWait();
        }

        assertRefused(get("", "Last-Event-ID", id), 503, "overloaded");
        assertThat(get("").statusCode())
                .as("who resumes nothing needs no consumer")
                .isEqualTo(200);

        topic.release();
        for (CompletableFuture<HttpResponse<InputStream>> stream : catchingUp) {
            ReceivedEvents events = events(stream.get(30, TimeUnit.SECONDS));
            Event event = events.next();
            while (!event.name().equals("live")) {
                event = events.next();
            }
            assertThat(topic.tokens.decode(event.id()).position()).isEqualTo(topic.end());
        }
        assertThat(topic.open()).as("the feed's consumer only").isEqualTo(1);
        assertThat(get("", "Last-Event-ID", id).statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamWhoseClientHasGoneGivesItsPlaceBack() throws Exception {
        for (int i = 0; i < MOST_STREAMS; i++) {
            assertThat(get("").statusCode()).isEqualTo(200);
        }
        assertRefused(get(""), 503, "overloaded");

        open.getFirst().close();

        // It is noticed by what is written to it.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (get("").statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            topic.order(1, 1, 1);
        }
    }

    @Test
    void endsItsStreamsWhenItIsClosed() throws Exception {
        InputStream stream = get("").body();
        byte[] live = "event: live\n".getBytes(StandardCharsets.UTF_8);
        assertThat(stream.readNBytes(live.length)).isEqualTo(live);

        route.close();

        readUntilItEnds(stream);
    }

    private static void readUntilItEnds(InputStream stream) {
        try {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Cut off.
        }
    }

    private HttpResponse<InputStream> resume(String id) {
        try {
            return get("", "Last-Event-ID", id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<InputStream> get(String query, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/orders/stream" + query))
                .timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            open.add(response.body());
        }
        return response;
    }

    private static ReceivedEvents events(HttpResponse<InputStream> response) {
        ReceivedEvents events = new ReceivedEvents();
        Thread.startVirtualThread(() -> {
            try (InputStream body = response.body()) {
                body.transferTo(events);
            } catch (IOException e) {
                // Closed by the test.
            }
        });
        return events;
    }

    private static void assertRefused(HttpResponse<InputStream> response, int status, String kind) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        try (InputStream body = response.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains(Problem.TYPE_PREFIX + kind);
        }
    }

    private String id(Position position, Duration age) {
        return topic.tokens.encode(position, System.currentTimeMillis() - age.toMillis());
    }

    private WebServer serve() {
        HttpSettings settings = HttpSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", "unused:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://unused:8081",
                        "TRIBUTARY_HTTP_MAX_STREAMS", String.valueOf(MOST_STREAMS))));
        return WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(new Routes(settings, new RequestMetrics(new AppMetrics()))
                        .of(List.of(StreamRoute.endpoint(ResourceNames.of(ViewFile.bundled()), () -> route))))
                .build()
                .start();
    }

    /** A view without rows. */
    private final class EmptyPages implements PresentState.Pages {
        @Override
        public Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) {
            return moving.availablePermits() == 0
                    ? new Answer.Elsewhere<>("it moves")
                    : new Answer.Read<>(List.of(), freshness.atLeast());
        }

        @Override
        public void await(Freshness freshness) {
            throw new IllegalStateException("nothing is to be waited for");
        }
    }
}
