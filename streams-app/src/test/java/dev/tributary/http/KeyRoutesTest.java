package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.AppConfig;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.view.KeyedViews;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a request for a text takes, and what it takes the text for. */
class KeyRoutesTest {

    private static final ResourceNames NAMES = ResourceNames.of(KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT));

    private final HttpClient client = HttpClient.newHttpClient();
    private final ResultRoutes routes = new ResultRoutes(NAMES, () -> {
        throw new IllegalStateException("nothing is to be read");
    });
    private WebServer server = serve(NAMES, routes);

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A-7",
                "7",
                "a/b",
                "a//b/",
                "/",
                "//",
                "a%2Fb",
                "100%",
                "?",
                "#",
                "a&b=c",
                "a,b",
                " ",
                "a b ",
                "+",
                "a;b=c",
                ".",
                "..",
                "./..",
                "ß",
                "ключ",
                "𝄞",
                "\"\\",
                "{id}",
                "[/]",
                "orders",
                "stream/",
                "\u0001\n"
            })
    void aTextIsASegmentOfAPath(String text) throws Exception {
        String encoded = Requests.encoded(Key.of(text));

        assertThat(get("/orders/" + encoded)).isEqualTo("getOrder|" + text);
        assertThat(get("/orders/" + encoded + "/")).isEqualTo("getOrder|" + text);
        assertThat(get("/users/" + encoded + "/orders")).isEqualTo("listOrdersOfUser|" + text);
        assertThat(get("/users/" + encoded + "/orders/?after=" + encoded))
                .isEqualTo("listOrdersOfUser|" + text + "|after=" + text);
    }

    @Test
    void anEmptyTextIsAnEmptySegment() throws Exception {
        assertThat(get("/orders/")).isEqualTo("getOrder|");
        assertThat(get("/orders")).isEqualTo("listOrders");
        assertThat(get("/users//orders")).isEqualTo("listOrdersOfUser|");
        assertThat(get("/users//orders/?after=")).isEqualTo("listOrdersOfUser||after=");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        assertThat(get("/orders/%FF")).contains("invalid-parameter", "a text in UTF-8");
        assertThat(get("/orders/%EF%BF%BD")).isEqualTo("getOrder|\uFFFD");
    }

    /** The slash at the end changes nothing where the key of that table is no text. */
    @Test
    void onlyATextCanBeAnEmptySegment() throws Exception {
        server.stop();
        ResourceNames names = ResourceNames.of(KeyedViews.of("\"long\"", KeyedViews.TEXT));
        server = serve(names, new ResultRoutes(names, () -> {
            throw new IllegalStateException("nothing is to be read");
        }));

        assertThat(get("/orders/")).isEqualTo("listOrders");
        assertThat(get("/users//orders")).isEqualTo("listOrdersOfUser|");
    }

    /** Where the path is that of something else, or clients take it for another. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "stream", "a/b", "a+b", "ß"})
    void aTextIsAParameter(String text) throws Exception {
        String encoded = Requests.encoded(Key.of(text));

        assertThat(get("/orders?id=" + encoded)).isEqualTo("listOrders|id=" + text);
        assertThat(get("/orders?user_id=" + encoded + "&after=" + encoded))
                .isEqualTo("listOrders|user_id=" + text + "|after=" + text);
        assertThat(get("/orders/stream?user_id=" + encoded)).isEqualTo("streamOrders|user_id=" + text);
    }

    @Test
    void whatIsNotEncodedIsTakenAsItIsMeant() throws Exception {
        assertThat(get("/orders/a+b:c@d;e=f,g!~*'()")).isEqualTo("getOrder|a+b:c@d;e=f,g!~*'()");
        assertThat(get("/%6Frders/%41")).isEqualTo("getOrder|A");
        assertThat(get("/orders?user_id=a+b")).isEqualTo("listOrders|user_id=a b");
        assertThat(get("/orders/a/b")).contains("no-such-path");
        assertThat(get("/users/a")).contains("no-such-path");
        assertThat(get("/orders/%00")).contains("invalid-parameter", "must be a text");
    }

    /** As long as PostgreSQL lets a key be that is indexed. */
    @Test
    void aTextMayBeLong() throws Exception {
        String text = "ß".repeat(2_704 / 2);
        String encoded = Requests.encoded(Key.of(text));

        assertThat(get("/users/" + encoded + "/orders?limit=1000&stale=allow&after=" + encoded))
                .isEqualTo("listOrdersOfUser|" + text + "|after=" + text + "|limit=1000|stale=allow");
        assertThat(get("/orders?user_id=" + encoded + "&after=" + encoded)).startsWith("listOrders|user_id=" + text);
    }

    @Test
    void theLinkToTheNextPageLeadsBehindTheLastRow() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            Key last = Key.of(text(random));
            Key user = Key.of(text(random));
            List<ResultRow> rows = List.of(new ResultRow(last, 0, new byte[0]));
            RowQuery all = new RowQuery(Optional.empty(), Optional.empty(), 1);
            RowQuery ofUser = new RowQuery(Optional.of(new RowQuery.Reference(0, user)), Optional.empty(), 1);
            String path = NAMES.ofOwnerPath(NAMES.owners().getFirst(), user);

            assertThat(follow(routes.next(rows, all, "/orders", false)))
                    .isEqualTo("listOrders|after=" + last + "|limit=1");
            assertThat(follow(routes.next(rows, ofUser, "/orders", true)))
                    .isEqualTo("listOrders|user_id=" + user + "|after=" + last + "|limit=1|stale=allow");
            assertThat(follow(routes.next(rows, ofUser, path, false)))
                    .isEqualTo(
                            path.equals("/orders")
                                    ? "listOrders|user_id=" + user + "|after=" + last + "|limit=1"
                                    : "listOrdersOfUser|" + user + "|after=" + last + "|limit=1");
        }
        assertThat(routes.next(List.of(), new RowQuery(Optional.empty(), Optional.empty(), 1), "/orders", false))
                .isEqualTo("null");
    }

    /** As a browser does, which takes dot segments away. */
    private String follow(String link) throws Exception {
        assertThat(link).matches("\"[!-~]+\"").doesNotContain("\\");
        URI page = URI.create("http://127.0.0.1:" + server.port() + "/orders");
        return send(page.resolve(link.substring(1, link.length() - 1)).normalize());
    }

    private static String text(Random random) {
        List<String> parts = List.of("a", ".", "/", "ß", "%", "+", " ", "\"", "&", "=", "?", "#", "\\");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private String get(String pathAndQuery) throws Exception {
        return send(URI.create("http://127.0.0.1:" + server.port() + pathAndQuery));
    }

    private String send(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static WebServer serve(ResourceNames names, ResultRoutes routes) {
        HttpSettings settings = HttpSettings.of(AppConfig.load(
                null,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", "unused:9092",
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://unused:8081")));
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(echo(StreamRoute.endpoint(names, () -> {
            throw new IllegalStateException("nothing is to be streamed");
        })));
        routes.endpoints().forEach(endpoint -> endpoints.add(echo(endpoint)));
        return HttpApi.server(settings, Optional.empty())
                .port(0)
                .routing(new Routes(settings, new RequestMetrics(new AppMetrics())).of(endpoints))
                .build()
                .start();
    }

    /** Says which endpoint it is, and with which keys and parameters. */
    private static Endpoint echo(Endpoint endpoint) {
        return new Endpoint(
                endpoint.path(),
                endpoint.operation(),
                endpoint.summary(),
                Endpoint.Access.REQUEST,
                endpoint.parameters(),
                endpoint.answers(),
                endpoint.failures(),
                (request, response) -> {
                    List<String> said = new ArrayList<>(List.of(endpoint.operation()));
                    for (Endpoint.Parameter parameter : endpoint.parameters()) {
                        if (parameter.in() == Endpoint.In.PATH) {
                            said.add(Requests.pathKey(request, parameter.name(), KeyType.TEXT)
                                    .toString());
                        } else if (parameter.in() == Endpoint.In.QUERY) {
                            Requests.query(request, parameter.name())
                                    .ifPresent(value -> said.add(parameter.name() + "=" + value));
                        }
                    }
                    response.send(String.join("|", said).getBytes(StandardCharsets.UTF_8));
                });
    }
}
