package dev.tributary.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpSchemaRegistryTest {

    private final FakeRegistry fake = new FakeRegistry();
    private final Map<String, Object> configs =
            new HashMap<>(Map.of("schema.registry.url", fake.url(), "max.retries", 2, "retries.wait.ms", 1));

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void fetchesASchemaOnce() {
        int id = fake.add("orders-value", Schemas.ORDER);
        try (SchemaRegistry registry = open()) {
            assertThat(registry.schemaById(id)).isEqualTo(Schemas.ORDER);
            assertThat(registry.schemaById(id)).isEqualTo(Schemas.ORDER);
        }
        assertThat(paths()).containsExactly("/schemas/ids/1");
    }

    @Test
    void registersASchemaOncePerSubject() {
        try (SchemaRegistry registry = open()) {
            assertThat(registry.register("a-value", Schemas.ORDER)).isEqualTo(1);
            assertThat(registry.register("a-value", Schemas.ORDER)).isEqualTo(1);
            assertThat(registry.register("b/ü value", Schemas.ORDER)).isEqualTo(1);
            assertThat(registry.idOf("a-value", Schemas.ORDER)).isEqualTo(1);
        }
        assertThat(paths()).containsExactly("/subjects/a-value/versions", "/subjects/b%2F%C3%BC%20value/versions");
    }

    @Test
    void looksUpAnIdWithoutRegistering() {
        fake.add("other", Schemas.ENVELOPE);
        fake.add("a-value", Schemas.ORDER);
        try (SchemaRegistry registry = open()) {
            assertThat(registry.idOf("a-value", Schemas.ORDER)).isEqualTo(2);
            assertThat(registry.idOf("a-value", Schemas.ORDER)).isEqualTo(2);
            assertThatThrownBy(() -> registry.idOf("a-value", Schemas.ENVELOPE))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("a-value")
                    .hasMessageContaining("auto.register.schemas");
        }
        assertThat(paths()).containsExactly("/subjects/a-value", "/subjects/a-value");
    }

    @Test
    void asksForTheLatestVersionEveryTime() {
        fake.add("other", Schemas.ENVELOPE);
        fake.add("s", Schemas.ORDER);
        try (SchemaRegistry registry = open()) {
            assertThat(registry.latest("s")).isEqualTo(new RegisteredSchema("s", 1, 2, Schemas.ORDER));
            fake.add("s", Schemas.CHANGE);
            assertThat(registry.latest("s")).isEqualTo(new RegisteredSchema("s", 2, 3, Schemas.CHANGE));
            assertThatThrownBy(() -> registry.latest("none"))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("none");
        }
    }

    @Test
    void asksForNormalizationOnlyIfConfigured() {
        configs.put("normalize.schemas", "true");
        try (SchemaRegistry registry = open()) {
            registry.register("s", Schemas.ORDER);
        }
        assertThat(paths()).containsExactly("/subjects/s/versions?normalize=true");
    }

    @Test
    void asksAgainForAnIdThatWasUnknown() {
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining(fake.url())
                    .hasMessageContaining("id 1");
            fake.add("s", Schemas.ORDER);
            assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
        }
    }

    @Test
    void dropsTheLeastRecentlyUsedSchemaBeyondTheBound() {
        configs.put("max.schemas.per.subject", 2);
        fake.add("s", Schemas.ORDER);
        fake.add("s", Schemas.ENVELOPE);
        fake.add("s", Schemas.CHANGE);
        try (SchemaRegistry registry = open()) {
            List.of(1, 2, 1, 3, 1, 2).forEach(registry::schemaById);
        }
        assertThat(paths()).containsExactly("/schemas/ids/1", "/schemas/ids/2", "/schemas/ids/3", "/schemas/ids/2");
    }

    @Test
    void sharesOneClientAndItsCacheBetweenEqualConfigurations() {
        fake.add("s", Schemas.ORDER);
        fake.add("s", Schemas.CHANGE);
        SchemaRegistry first = open();
        SchemaRegistry second = open();
        first.schemaById(1);
        first.close();
        first.close();
        second.schemaById(1);
        assertThat(fake.requests()).hasSize(1);
        assertThat(second.schemaById(2))
                .as("the client is still open for the other")
                .isEqualTo(Schemas.CHANGE);
        assertThatThrownBy(() -> first.schemaById(1)).isInstanceOf(IllegalStateException.class);
        second.close();

        try (SchemaRegistry third = open()) {
            third.schemaById(1);
        }
        assertThat(fake.requests()).as("the last user closed the client").hasSize(3);
    }

    @Test
    void asksNobodyAfterItWasClosed() {
        fake.add("s", Schemas.ORDER);
        SchemaRegistry registry = new CachedSchemaRegistry(
                new HttpSchemaRegistry(RegistrySettings.from(new AvroSerdeConfig(configs))), 10);
        registry.close();

        assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(RuntimeException.class);
        assertThat(fake.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void triesAgainWhenTheRegistryIsNotWell(int status) {
        fake.add("s", Schemas.ORDER);
        fake.answerNext(status, "").answerNext(status, "<html>");
        try (SchemaRegistry registry = open()) {
            assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
        }
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void isUnavailableWhenTheRetriesAreUsedUp() {
        fake.answerAlways(503, "");
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryUnavailableException.class)
                    .isInstanceOf(RetriableException.class)
                    .isNotInstanceOf(SerializationException.class)
                    .hasMessageContaining("tried 3 times")
                    .hasMessageContaining(fake.url())
                    .hasMessageContaining("503")
                    .hasMessageContaining("schema.registry.url");
        }
        assertThat(fake.requests()).hasSize(3);
    }

    @Test
    void isUnavailableWhenNobodyListens() throws IOException {
        configs.put("schema.registry.url", closedPort());
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(SchemaRegistryUnavailableException.class);
        }
    }

    @Test
    void isUnavailableWhenNoAnswerComesInTime() {
        fake.keepSilent();
        configs.put("max.retries", 0);
        configs.put("schema.registry.http.connect.timeout.ms", 100);
        configs.put("schema.registry.http.read.timeout.ms", 100);
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryUnavailableException.class)
                    .hasMessageContaining("200 ms");
        }
    }

    @Test
    void doesNotRetryWhatWasRefused() {
        fake.answerAlways(403, "{\"error_code\":40301,\"message\":\"no\"}");
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.register("s", Schemas.ORDER))
                    .isInstanceOf(SchemaRegistryException.class)
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("403");
        }
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void takesTheNextUrlWhenOneIsAwayAndStaysWithIt() throws IOException {
        fake.add("s", Schemas.ORDER);
        fake.add("s", Schemas.CHANGE);
        try (FakeRegistry ill = new FakeRegistry().answerAlways(500, "")) {
            configs.put("schema.registry.url", closedPort() + ", " + ill.url() + "," + fake.url() + "/");
            try (SchemaRegistry registry = open()) {
                assertThat(registry.schemaById(1)).isEqualTo(Schemas.ORDER);
                assertThat(registry.schemaById(2)).isEqualTo(Schemas.CHANGE);
            }
            assertThat(ill.requests()).hasSize(1);
            assertThat(paths()).containsExactly("/schemas/ids/1", "/schemas/ids/2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 422})
    void saysWhyARegistrationWasRefused(int status) {
        fake.answerNext(status, "{\"error_code\":" + status + "01,\"message\":\"reader lacks a default\"}");
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.register("orders-value", Schemas.ORDER))
                    .isInstanceOf(SchemaIncompatibleException.class)
                    .hasMessageContaining("orders-value")
                    .hasMessageContaining("shop.Order")
                    .hasMessageContaining("reader lacks a default");
            assertThat(registry.register("orders-value", Schemas.ORDER))
                    .as("a refusal is not kept")
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>not found</html>", "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}"})
    void doesNotMistakeAWrongUrlForAnUnknownSchema(String body) {
        fake.answerNext(404, body);
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("schema.registry.url");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "hello", "{\"schema\":7}", "{\"id\":1}"})
    void refusesAnAnswerThatIsNotTheApi(String body) {
        fake.answerNext(200, body);
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("schema.registry.url");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\":\"{}\"}",
                "{\"schema\":\"syntax\",\"schemaType\":\"PROTOBUF\"}",
                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"a\"}]}"
            })
    void refusesASchemaThatItCannotRead(String body) {
        fake.answerNext(200, body);
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(SchemaIncompatibleException.class);
        }
    }

    @Test
    void readsASchemaOfALenientRegistry() {
        fake.add(
                "s",
                JsonNodeFactory.instance
                        .objectNode()
                        .put(
                                "schema",
                                "{\"type\":\"record\",\"name\":\"a-b\",\"fields\":[{\"name\":\"n\",\"type\":\"int\",\"default\":null}]}"));
        try (SchemaRegistry registry = open()) {
            assertThat(registry.schemaById(1).getName()).isEqualTo("a-b");
        }
    }

    @Test
    void doesNotFollowARedirect() {
        fake.answerNext(302, "");
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("302");
        }
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void givesUpOnAnEndlessAnswer() {
        configs.put("max.retries", 0);
        fake.answerNext(200, "x".repeat(BoundedBody.MAX_BYTES + 1));
        try (SchemaRegistry registry = open()) {
            assertThatThrownBy(() -> registry.schemaById(1)).hasMessageContaining("longer than");
        }
    }

    @Test
    void stopsAtOnceWhenInterruptedBetweenRetries() throws Exception {
        configs.put("max.retries", Integer.MAX_VALUE);
        configs.put("retries.wait.ms", 3_600_000);
        configs.put("retries.max.wait.ms", 3_600_000);
        fake.answerAlways(503, "");
        assertStopsWhenInterrupted();
    }

    @Test
    void stopsAtOnceWhenInterruptedDuringARequest() throws Exception {
        fake.keepSilent();
        assertStopsWhenInterrupted();
    }

    private void assertStopsWhenInterrupted() throws Exception {
        try (SchemaRegistry registry = open()) {
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread asking = Thread.ofPlatform().start(() -> {
                Throwable failure = catchThrowable(() -> registry.schemaById(1));
                flag.complete(failure instanceof InterruptException
                        && Thread.currentThread().isInterrupted());
            });
            fake.awaitFirstRequest();
            asking.interrupt();
            assertThat(flag.get(10, TimeUnit.SECONDS))
                    .as("InterruptException, and the flag is set")
                    .isTrue();
        }
    }

    @Test
    void waitsLongerFromRetryToRetryUpToALimit() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000));
        assertThat(List.of(0, 1, 2, 3, 4, 1_000).stream().map(backoff::limit))
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.before(1)).isBetween(Duration.ofMillis(1), Duration.ofMillis(200));
        }
        assertThat(new Backoff(Duration.ZERO, Duration.ZERO).before(5)).isZero();
        assertThat(new Backoff(Duration.ofMillis(Integer.MAX_VALUE), Duration.ofMillis(Integer.MAX_VALUE)).before(40))
                .isPositive();
    }

    private SchemaRegistry open() {
        return SchemaRegistry.fromConfig(configs);
    }

    private List<String> paths() {
        return fake.requests().stream().map(FakeRegistry.Request::path).toList();
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://localhost:" + socket.getLocalPort();
        }
    }
}
