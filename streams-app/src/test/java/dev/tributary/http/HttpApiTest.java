package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.view.KeyedViews;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as it is before anything else runs: with no broker, no registry, no view. */
class HttpApiTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void isAliveAndNotReadyBeforeItsServersAreThere() throws Exception {
        try (HttpApi api = start(Map.of())) {
            assertThat(get(api, "/health/live").statusCode()).isEqualTo(200);
            assertProblem(get(api, "/health/ready"), 503, "not-ready");
            HttpResponse<String> order = get(api, "/orders/1");
            assertProblem(order, 503, "not-ready");
            assertThat(order.headers().firstValue("Retry-After")).hasValue("1");
            assertProblem(get(api, "/orders/stream"), 503, "not-ready");
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        try (HttpApi api = start(Map.of())) {
            assertProblem(get(api, "/nothing"), 404, "no-such-path");
            assertProblem(get(api, "/orders/1/2"), 404, "no-such-path");
            HttpResponse<String> posted = client.send(
                    HttpRequest.newBuilder(uri(api, "/orders"))
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertProblem(posted, 405, "method-not-allowed");
            assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
            assertProblem(send(api, "POST", "/nothing"), 404, "no-such-path");
            assertThat(send(api, "HEAD", "/internal/orders").statusCode()).isEqualTo(405);
            assertProblem(get(api, "/orders/abc"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders/99999999999999999999"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?limit=0"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?limit=1001"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?limit=1&limit=2"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?lmit=1"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders/+5"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders/%D9%A5"), 400, "invalid-parameter");
            assertProblem(get(api, "/users/1/orders?after=x"), 400, "invalid-parameter");
            assertThat(problem(get(api, "/orders?limit=many")).get("detail").textValue())
                    .isEqualTo("parameter limit is \"many\", and must be an integer from 1 to 1000");
        }
    }

    @Test
    void takesAUuidAsItIsTypedAndNothingElse(@TempDir Path directory) throws Exception {
        try (HttpApi api = start(view(directory, KeyedViews.UUID, KeyedViews.UUID))) {
            assertProblem(get(api, "/orders/0197A1C3-7D5E-7C6A-9B1F-3A5D2E8F4C01"), 503, "not-ready");
            assertProblem(get(api, "/users/0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01/orders?limit=1"), 503, "not-ready");
            assertProblem(get(api, "/orders/0197a1c37d5e7c6a9b1f3a5d2e8f4c01"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders/%7B0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01%7D"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?after=7"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?id=7"), 400, "invalid-parameter");
            assertThat(problem(get(api, "/orders/7")).get("detail").textValue())
                    .isEqualTo("parameter id is \"7\", and must be a UUID such as"
                            + " 0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
            assertThat(get(api, "/orders/stream/").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void takesAnyTextForAKeyOfTexts(@TempDir Path directory) throws Exception {
        try (HttpApi api = start(view(directory, KeyedViews.TEXT, KeyedViews.TEXT))) {
            for (String path : List.of(
                    "/orders/a%2Fb",
                    "/orders/",
                    "/orders?id=",
                    "/orders?user_id=%2E",
                    "/users//orders",
                    "/users/%C3%9F/orders?after=",
                    "/orders/" + "%C3%9F".repeat(1_352))) {
                assertProblem(get(api, path), 503, "not-ready");
            }
            assertProblem(get(api, "/orders?id=a&user_id=b"), 400, "invalid-parameter");
            assertProblem(get(api, "/orders?id=a&limit=0"), 400, "invalid-parameter");
            assertProblem(get(api, "/users/a%2Forders"), 404, "no-such-path");
            assertThat(get(api, "/openapi.json/").statusCode()).isEqualTo(200);
            assertThat(get(api, "/health/live").statusCode()).isEqualTo(200);
            assertProblem(get(api, "/internal/order?id="), 503, "not-ready");
            assertProblem(get(api, "/internal/orders/a"), 404, "no-such-path");
        }
    }

    private static Map<String, String> view(Path directory, String orders, String users) throws IOException {
        return Map.of(
                "TRIBUTARY_VIEW", KeyedViews.write(directory, orders, users).toString());
    }

    @Test
    void answersAHeadLikeAGetWithoutABody() throws Exception {
        try (HttpApi api = start(Map.of());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            String requests = raw("HEAD /orders/5", "keep-alive")
                    + raw("HEAD /openapi.json", "keep-alive")
                    + raw("HEAD /orders/stream", "keep-alive")
                    + raw("GET /health/live", "close");
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            // Up to the end of the only body: the server may keep the connection for a while.
            StringBuilder answers = new StringBuilder();
            while (!answers.toString().endsWith("}}")) {
                int next = socket.getInputStream().read();
                assertThat(next).as("closed after: " + answers).isNotNegative();
                answers.append((char) next);
            }

            assertThat(answers.toString().split("HTTP/1.1 "))
                    .satisfiesExactly(
                            empty -> assertThat(empty).isEmpty(),
                            order -> assertThat(order)
                                    .startsWith("503")
                                    .containsPattern("Content-Length: [1-9]\\d+\r\n"),
                            contract -> assertThat(contract)
                                    .startsWith("200")
                                    .contains("Content-Length: "
                                            + get(api, "/openapi.json").body().getBytes(StandardCharsets.UTF_8).length
                                            + "\r\n"),
                            stream -> assertThat(stream).startsWith("503"),
                            live -> assertThat(live).startsWith("200").endsWith("}}"));
            assertThat(answers).doesNotContain(Problem.TYPE_PREFIX);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/orders",
                "/orders/5",
                "/orders/stream",
                "/users/7/orders",
                "/instances",
                "/topology",
                "/health/live",
                "/health/ready",
                "/openapi.json"
            })
    void answersOptionsAndASlashAtTheEndEverywhere(String path) throws Exception {
        try (HttpApi api = start(Map.of("TRIBUTARY_HTTP_TOKEN", "secret"))) {
            HttpResponse<String> options = send(api, "OPTIONS", path);

            assertThat(options.statusCode()).isEqualTo(204);
            assertThat(options.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
            assertThat(options.headers().map().keySet())
                    .as("other origins are not allowed")
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
            HttpResponse<String> plain = get(api, path, "Authorization", "Bearer secret");
            String slash = path.endsWith("/") ? path : path + "/";
            HttpResponse<String> withSlash = get(api, slash, "Authorization", "Bearer secret");
            assertThat(withSlash.statusCode()).isEqualTo(plain.statusCode());
            assertThat(withSlash.headers().firstValue("Content-Type"))
                    .isEqualTo(plain.headers().firstValue("Content-Type"));
            assertThat(withoutNumbers(withSlash.body().replace(slash, path))).isEqualTo(withoutNumbers(plain.body()));
            assertThat(send(api, "HEAD", slash).statusCode()).isIn(200, 401, 503);
        }
    }

    @Test
    void answersARequestThatIsNoHttpWithAProblem() throws Exception {
        try (HttpApi api = start(Map.of());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream().write("GET /a b HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains(Problem.MEDIA_TYPE)
                    .doesNotContain("Exception");
        }
    }

    @Test
    void asksForTheTokenThatIsSet() throws Exception {
        try (HttpApi api = start(Map.of("TRIBUTARY_HTTP_TOKEN", "secret"))) {
            HttpResponse<String> refused = get(api, "/orders/1");
            assertProblem(refused, 401, "unauthorized");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertProblem(get(api, "/orders/1", "Authorization", "Bearer secre"), 401, "unauthorized");
            assertProblem(get(api, "/internal/orders/1"), 401, "unauthorized");
            assertProblem(get(api, "/orders/1", "Authorization", "Bearer secret"), 503, "not-ready");
            assertProblem(get(api, "/orders/1", "Authorization", "bearer  secret"), 503, "not-ready");
            assertThat(get(api, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(api, "/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void speaksTlsIfItHasAKey(@TempDir Path directory) throws Exception {
        Path keystore = directory.resolve("api.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1", keystore);
        Map<String, String> settings = Map.of(
                "TRIBUTARY_HTTP_TLS_KEYSTORE", keystore.toString(), "TRIBUTARY_HTTP_TLS_KEYSTORE_PASSWORD", "changeit");
        SSLContext trust = Tls.context(new HttpSettings.Keystore(keystore, "changeit"));
        try (HttpApi api = start(settings);
                HttpClient trusting = HttpClient.newBuilder().sslContext(trust).build()) {
            URI live = URI.create("https://127.0.0.1:" + api.port() + "/health/live");
            HttpRequest request = HttpRequest.newBuilder(live).build();

            assertThat(trusting.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void saysWhichKeystoreItCannotUse(@TempDir Path directory) {
        Path nothing = directory.resolve("nothing.p12");

        assertThatThrownBy(() -> start(Map.of("TRIBUTARY_HTTP_TLS_KEYSTORE", nothing.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(nothing.toString());
    }

    private static void keytool(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (int i = 0; i < arguments.length - 1; i++) {
            command.add(arguments[i].toString());
        }
        command.addAll(List.of(
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-alias",
                "api",
                "-keystore",
                arguments[arguments.length - 1].toString()));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void servesThePageAndTheContract() throws Exception {
        try (HttpApi api = start(Map.of())) {
            HttpResponse<String> page = get(api, "/");
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://");
            JsonNode contract =
                    new JsonMapper().readTree(get(api, "/openapi.json").body());
            assertThat(contract.get("openapi").textValue()).isEqualTo("3.1.0");
            assertThat(contract.get("paths").properties().stream().map(Map.Entry::getKey))
                    .containsExactlyInAnyOrder(
                            "/orders/stream",
                            "/orders/{id}",
                            "/orders",
                            "/users/{id}/orders",
                            "/instances",
                            "/topology",
                            "/health/live",
                            "/health/ready",
                            "/",
                            "/openapi.json");
        }
    }

    @Test
    void hasNoRowsWithoutTheViewTier() throws Exception {
        try (HttpApi api = start(Map.of("TRIBUTARY_TIERS", "enrich"))) {
            assertProblem(get(api, "/orders/1"), 404, "no-such-path");
            assertThat(get(api, "/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void saysWhichPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatThrownBy(() -> start(Map.of("TRIBUTARY_HTTP_PORT", port)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("tributary.http.port");
        }
    }

    /** The memory in use is another one from request to request. */
    private static String withoutNumbers(String body) {
        return body.replaceAll("[0-9]+", "0");
    }

    private static String raw(String line, String connection) {
        return String.join("\r\n", line + " HTTP/1.1", "Host: x", "Connection: " + connection, "", "");
    }

    private static HttpApi start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TRIBUTARY_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "TRIBUTARY_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                "TRIBUTARY_HTTP_PORT", "0"));
        environment.putAll(settings);
        return HttpApi.start(AppConfig.load(null, environment), new AppMetrics());
    }

    private HttpResponse<String> get(HttpApi api, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(api, path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(HttpApi api, String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    private HttpResponse<String> send(HttpApi api, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(api, path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String kind) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue(Problem.MEDIA_TYPE);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(problem(response).get("type").textValue()).isEqualTo(Problem.TYPE_PREFIX + kind);
        assertThat(problem(response).get("status").intValue()).isEqualTo(status);
    }

    private static JsonNode problem(HttpResponse<String> response) throws IOException {
        return new JsonMapper().readTree(response.body());
    }
}
